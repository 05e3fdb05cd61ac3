import { effect } from "@preact/signals";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Board } from "../../../console/live/board.ts";
import { alarm } from "../alarms/alarm-view.ts";
import { latest, site, siteThatIs } from "../sites/site-view.ts";

const stateOf = (online: boolean) => siteThatIs("", online).state;
const idsOf = (board: Board): readonly string[] => [...board.alarms.keys()].sort();

describe("alarms", () => {
  test("come, change and go", () => {
    const board = new Board();
    board.takeAlarm(alarm("a", 1));
    board.takeAlarm(alarm("b", 1));
    board.takeAlarm(alarm("a", 2, { severity: "critical" }));
    board.takeAlarm(alarm("b", 2, { isCleared: true }));
    expect([...board.alarms.values()].map(({ id, severity }) => `${id} ${severity}`)).toEqual(["a critical"]);
  });

  test("an older word about an alarm is passed over, an equally old one is not", () => {
    const board = new Board();
    board.takeAlarm(alarm("a", 5));
    board.takeAlarm(alarm("a", 4, { severity: "minor" }));
    expect(board.alarms.get("a")?.severity).toBe("major");
    board.takeAlarm(alarm("a", 5, { severity: "critical" }));
    expect(board.alarms.get("a")?.severity).toBe("critical");
  });
});

describe("while the lists are being read", () => {
  test("what is in no list any more is gone afterwards, what came meanwhile stays", () => {
    const board = new Board();
    board.takeAlarm(alarm("gone"));
    const reading = board.startReading();
    board.takeListed(reading, [alarm("listed")]);
    board.takeAlarm(alarm("came", 1));
    board.forgetUnlisted(reading);
    expect([idsOf(board), board.endReading(reading)]).toEqual([["came", "listed"], true]);
  });

  test("an alarm that ends before its page arrives does not come back with it", () => {
    const board = new Board();
    const reading = board.startReading();
    board.takeAlarm(alarm("a", 2, { isCleared: true }));
    board.takeListed(reading, [alarm("a", 1)]);
    board.forgetUnlisted(reading);
    expect(idsOf(board)).toEqual([]);
  });

  test("a site that falls silent meanwhile is not shown as heard by the list", () => {
    const board = new Board();
    const reading = board.startReading();
    board.takeSiteState("A", stateOf(false));
    board.takeListedSites(reading, [siteThatIs("A", true), siteThatIs("B", true)]);
    expect([board.sites.get("A")?.state.online, board.sites.get("B")?.state.online]).toEqual([false, true]);
  });

  test("two readings at once don't forget what only one of them heard", () => {
    const board = new Board();
    const first = board.startReading();
    board.takeAlarm(alarm("a", 2, { isCleared: true }));
    const second = board.startReading();
    board.takeAlarm(alarm("b", 3));
    board.takeListed(first, [alarm("a", 1)]);
    board.takeListed(second, []);
    board.forgetUnlisted(second);
    board.endReading(second);
    board.forgetUnlisted(first);
    expect(idsOf(board)).toEqual(["b"]);
  });

  test("another moment gives the reading up: nothing of the present gets among the past", () => {
    const board = new Board();
    const reading = board.startReading();
    board.takeListed(reading, [alarm("present")]);
    board.clear();
    board.takeAlarm(alarm("past"));
    board.takeListed(reading, [alarm("present")]);
    board.takeListedSites(reading, [site("A")]);
    board.forgetUnlisted(reading);
    expect([idsOf(board), board.sites.size, board.endReading(reading)]).toEqual([["past"], 0, false]);
  });

  test("a reading that failed forgets nothing", () => {
    const board = new Board();
    board.takeAlarm(alarm("a"));
    const reading = board.startReading();
    board.endReading(reading);
    board.forgetUnlisted(reading);
    expect(idsOf(board)).toEqual(["a"]);
  });

  test("wherever pages and the stream meet, the board holds in the end what the platform holds", () => {
    const change = fc.record({ id: fc.constantFrom("a", "b", "c", "d"), isCleared: fc.boolean() });
    const changes = fc.array(change, { minLength: 1, maxLength: 20 });
    const places = fc.array(fc.nat(20), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(changes, places, (told, instants) => {
        const [startAt = 0, listAt = 0, takeAt = 0, finishAt = 0] = instants.toSorted(
          (one, other) => one - other,
        );
        const [platform, board] = [new Board(), new Board()];
        let reading: ReturnType<Board["startReading"]> | null = null;
        let listed = [...platform.alarms.values()];
        for (let place = 0; place <= 20; place += 1) {
          if (place === startAt) reading = board.startReading();
          if (place === listAt) listed = [...platform.alarms.values()];
          if (place === takeAt && reading !== null) board.takeListed(reading, listed);
          if (place === finishAt && reading !== null) board.forgetUnlisted(reading);
          const next = told[place];
          if (next === undefined) continue;
          const word = alarm(next.id, place, { isCleared: next.isCleared });
          platform.takeAlarm(word);
          // Before the reading began this page heard nothing.
          if (place >= startAt) board.takeAlarm(word);
        }
        expect(Object.fromEntries(board.alarms)).toEqual(Object.fromEntries(platform.alarms));
      }),
    );
  });
});

describe("sites", () => {
  test("a state told without devices keeps those that are known", () => {
    const board = new Board();
    const devices: NonNullable<ReturnType<typeof stateOf>["devices"]> = [];
    board.takeSites([site("A", { state: { ...stateOf(true), devices } })]);
    board.takeSiteState("A", stateOf(false));
    expect(board.sites.get("A")?.state).toEqual({ ...stateOf(false), devices });
  });

  test("a state of a site out of sight is passed over", () => {
    const board = new Board();
    board.takeSiteState("X", stateOf(true));
    expect(board.sites.size).toBe(0);
  });
});

describe("newest values", () => {
  test("are kept by node and metric; an older one is passed over", () => {
    const board = new Board();
    board.takeLatest([latest("mains.voltage", 229, "pwr", 5), latest("mains.voltage", 110, "aux", 1)]);
    board.takeLatest([latest("mains.voltage", 3, "pwr", 4), latest("mains.voltage", 111, "aux", 1)]);
    const values = [...board.latestOf("BPH0001")].map(([key, { value }]) => [key, value]);
    expect(values).toEqual([
      ["pwr mains.voltage", 229],
      ["aux mains.voltage", 111],
    ]);
    expect(board.latestOf("BPH0002").size).toBe(0);
  });
});

describe("what became of alarms between two looks", () => {
  test("is told once for each, as it was at the first look and is at the second", () => {
    const board = new Board();
    const [stays, ends, first, last] = [alarm("stays"), alarm("ends"), alarm("new", 1), alarm("new", 2)];
    board.takeAlarm(stays);
    board.takeAlarm(ends);
    board.takeAlarmChanges();
    board.takeAlarm(first);
    board.takeAlarm({ ...ends, isCleared: true });
    board.takeAlarm(last);
    board.takeAlarm(alarm("short", 1));
    board.takeAlarm(alarm("short", 2, { isCleared: true }));
    expect(board.takeAlarmChanges()).toEqual([
      { id: "new", before: undefined, after: last },
      { id: "ends", before: ends, after: undefined },
    ]);
    expect(board.takeAlarmChanges()).toEqual([]);
  });

  test("holds those that no list names any more, and all when another moment is shown", () => {
    const board = new Board();
    const [gone, listed] = [alarm("gone"), alarm("listed")];
    board.takeAlarm(gone);
    board.takeAlarmChanges();
    const reading = board.startReading();
    board.takeListed(reading, [listed]);
    board.forgetUnlisted(reading);
    expect(board.takeAlarmChanges().map(({ before, after }) => [before, after])).toEqual([
      [undefined, listed],
      [gone, undefined],
    ]);
    board.clear();
    expect(board.takeAlarmChanges()).toEqual([{ id: "listed", before: listed, after: undefined }]);
  });
});

describe("whoever shows something", () => {
  test("is told once for all changes of a frame, and only of what changed", () => {
    const board = new Board();
    const told: number[] = [];
    const stop = effect(() => {
      told.push(board.alarmsNow.size);
    });
    for (const id of ["a", "b", "c"]) board.takeAlarm(alarm(id));
    board.publish();
    board.publish();
    board.takeSites([site("A")]);
    board.takeLatest([latest("mains.voltage", 229)]);
    board.publish();
    stop();
    expect(told).toEqual([0, 3]);
    const counts = [board.alarmChanges, board.siteChanges, board.latestChanges].map(({ value }) => value);
    expect(counts).toEqual([1, 1, 1]);
    expect([board.sitesNow.size, board.latestNow("BPH0001").size]).toEqual([1, 1]);
  });

  test("is told of everything when another moment is shown", () => {
    const board = new Board();
    board.clear();
    board.publish();
    expect([board.alarmChanges.value, board.siteChanges.value, board.latestChanges.value]).toEqual([1, 1, 1]);
  });
});
