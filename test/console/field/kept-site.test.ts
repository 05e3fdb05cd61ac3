import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  inTroubleOrder,
  isPinboardFull,
  searchSites,
  sitesToKeep,
  withAlarm,
  withLatest,
  withState,
} from "../../../console/field/kept-site.ts";
import { pinnedSitesMax, visitedSitesMax } from "../../../console/field/limits.ts";
import { alarm, at } from "../alarms/alarm-view.ts";
import { kept, latest, noAlarms, site, snapshot } from "./site-view.ts";

describe("sites that a device keeps", () => {
  test("pinned ones all stay; of the others visitedSitesMax, those opened last", () => {
    const sites = fc.array(fc.tuple(fc.nat(100_000), fc.boolean()), { maxLength: 60 });
    fc.assert(
      fc.property(sites, (list) => {
        const all = list.map(([minutes, isPinned], index) => kept(`S${index}`, minutes, { isPinned }));
        const { kept: stay, dropped } = sitesToKeep(all);
        expect(stay.length + dropped.length).toBe(all.length);
        expect(dropped.every(({ isPinned }) => !isPinned)).toBe(true);
        const visited = stay.filter(({ isPinned }) => !isPinned);
        expect(visited.length).toBeLessThanOrEqual(visitedSitesMax);
        const oldest = Math.min(...visited.map(({ visitedAtMs }) => visitedAtMs));
        expect(dropped.every(({ visitedAtMs }) => visitedAtMs <= oldest)).toBe(true);
      }),
    );
  });

  test("no more than pinnedSitesMax can be pinned", () => {
    const pinned = Array.from({ length: pinnedSitesMax }, (_, index) =>
      kept(`S${index}`, 0, { isPinned: true }),
    );
    expect(isPinboardFull([...pinned.slice(1), kept("VISITED")])).toBe(false);
    expect(isPinboardFull(pinned)).toBe(true);
  });

  test("the gravest first, silent ones before reporting ones, those never read last", () => {
    const withAlarms = (code: string, severity: string, online = true) =>
      kept(code, 0, {
        snapshot: snapshot(code, {
          site: site(code, {
            state: { online, silent: !online, lastHeardAt: at(0), alarms: { ...noAlarms, [severity]: 1 } },
          }),
        }),
      });
    const order = inTroubleOrder([
      kept("UNREAD", 5, { snapshot: null }),
      kept("FINE"),
      withAlarms("MAJOR", "major"),
      withAlarms("CRITICAL", "critical"),
      withAlarms("SILENT", "major", false),
    ]);
    expect(order.map(({ code }) => code)).toEqual(["CRITICAL", "SILENT", "MAJOR", "FINE", "UNREAD"]);
  });
});

describe("what the stream tells changes what is kept", () => {
  const known = snapshot("BPH0001", { alarms: [alarm("one", 5)], latest: [latest("dc.bus.voltage", 53, 5)] });

  test("an alarm is added, replaced, and gone when it is cleared", () => {
    expect(withAlarm(known, alarm("two", 6)).alarms.map(({ id }) => id)).toEqual(["one", "two"]);
    const answered = alarm("one", 6, { operatorState: "acknowledged" });
    expect(withAlarm(known, answered).alarms).toEqual([answered]);
    expect(withAlarm(known, alarm("one", 7, { isCleared: true })).alarms).toEqual([]);
  });

  test("an older word about an alarm or a value than the one known is passed over", () => {
    expect(withAlarm(known, alarm("one", 4, { isCleared: true }))).toBe(known);
    expect(withLatest(known, [latest("dc.bus.voltage", 48, 4)]).latest).toEqual(known.latest);
  });

  test("a newer value replaces the one of its series, another series is added", () => {
    const next = withLatest(known, [latest("dc.bus.voltage", 48, 6), latest("mains.voltage", 0, 6)]);
    expect(next.latest.map(({ metric, value }) => [metric, value])).toEqual([
      ["dc.bus.voltage", 48],
      ["mains.voltage", 0],
    ]);
  });

  test("how the site is heard follows, the rest of the site stays", () => {
    const next = withState(known, { online: false, silent: false, lastHeardAt: at(3), alarms: noAlarms });
    expect(next.site.state.online).toBe(false);
    expect(next.site.name).toBe(known.site.name);
  });
});

describe("finding a site", () => {
  const names = [
    { code: "BPH0017", name: "Bù Đốp", commune: "Thanh Hòa" },
    { code: "BPH0170", name: "Đồng Xoài", commune: "Tân Phú" },
    { code: "DNI0001", name: "Bù Gia Mập", commune: "BPH" },
  ];
  const found = (text: string) => searchSites(names, text, 8).map(({ code }) => code);

  test("by code, name or commune, without marks and in any case; codes that begin so come first", () => {
    expect(found("bu dop")).toEqual(["BPH0017"]);
    expect(found("ĐỒNG")).toEqual(["BPH0170"]);
    expect(found("bph")).toEqual(["BPH0017", "BPH0170", "DNI0001"]);
    expect(found("tan xoai")).toEqual(["BPH0170"]);
  });

  test("nothing is found for nothing, and never more than asked for", () => {
    expect(found("   ")).toEqual([]);
    expect(searchSites(names, "b", 2)).toHaveLength(2);
    expect(found("x".repeat(10_000))).toEqual([]);
  });
});
