import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Alarm } from "../../alerts/alarm.ts";
import { Sight } from "../../api/identity/sight.ts";
import { alarmMatcher } from "../../api/views/alarm-filter.ts";
import { countAlarms } from "../../api/views/alarm-visibility.ts";
import { plainText } from "../../api/views/plain-text.ts";
import { withinSight } from "../../api/views/seen-alarm.ts";
import { alarmId } from "../../telemetry/identifiers.ts";
import { bearer, openHouse, scopes, sharedHouse } from "./house.ts";

const root = alarmId("a".repeat(24));
const changes: Readonly<Record<string, Partial<Alarm>>> = {
  plain: {},
  shelved: { shelf: { untilMs: 1, actor: "lan", reason: "test" } },
  symptom: {
    cause: { alarm: root, confidence: 1, reason: { vi: "tuyến hop-2 đứt", en: "hop-2 is down" } },
  },
  planned: { maintenance: "w1" },
  "planned symptom": {
    maintenance: "w1",
    cause: { alarm: root, confidence: 1, reason: { vi: "v", en: "e" } },
  },
  flapping: { flapping: true, severity: "critical" },
  taken: { assignee: "lan", operatorState: "acknowledged", ticket: "INC-7" },
  cleared: { isCleared: true },
};

const withAlarms = async () => {
  const house = await openHouse();
  await house.deviceAlarm("SHARED/pwr", "lamp-failure");
  const [alarm] = house.alarms.list();
  if (!alarm) throw new Error("no alarm was raised");
  const alarms = Object.entries(changes).map(([name, change]): [string, Alarm] => [
    name,
    { ...alarm, ...change },
  ]);
  const inventory = house.context.inventory();
  const passing = (filter: Parameters<typeof alarmMatcher>[0]): string[] => {
    const passes = alarmMatcher(filter, inventory);
    return alarms.filter(([, each]) => passes(each)).map(([name]) => name);
  };
  return { house, inventory, alarm, alarms: alarms.map(([, each]) => each), passing };
};

describe("alarms are found", () => {
  it("by each of the three axes", async () => {
    const { passing } = await withAlarms();
    const all = Object.keys(changes);
    const without = (...names: string[]) => all.filter((name) => !names.includes(name));
    expect(passing({})).toEqual(all);
    const hidden = ["shelved", "symptom", "planned", "planned symptom"];
    expect(passing({ visibility: ["shown"] })).toEqual(without(...hidden));
    expect(passing({ visibility: ["hidden"] })).toEqual(hidden);
    expect(passing({ visibility: ["shelved"] })).toEqual(["shelved"]);
    expect(passing({ visibility: ["suppressed"] })).toEqual(["symptom", "planned symptom"]);
    expect(passing({ visibility: ["out-of-service", "shelved"] })).toEqual([
      "shelved",
      "planned",
      "planned symptom",
    ]);
    expect(passing({ cleared: true })).toEqual(["cleared"]);
    expect(passing({ operatorState: ["acknowledged", "closed"] })).toEqual(["taken"]);
    expect(passing({ acknowledged: false })).toEqual(without("taken"));
    expect(passing({ severity: ["critical"] })).toEqual(["flapping"]);
  });

  it("by cause, root, flapping, assignee and place", async () => {
    const { passing } = await withAlarms();
    expect(passing({ cause: root })).toEqual(["symptom", "planned symptom"]);
    expect(passing({ root: false })).toEqual(["symptom", "planned symptom"]);
    expect(passing({ root: true })).not.toContain("symptom");
    expect(passing({ flapping: true })).toEqual(["flapping"]);
    expect(passing({ assignee: "lan" })).toEqual(["taken"]);
    expect(passing({ assigned: true })).toEqual(["taken"]);
    expect(passing({ site: "VTL1" })).toEqual([]);
    expect(passing({ node: "pwr", site: "SHARED", type: "lamp-failure", cause: root })).toHaveLength(2);
  });

  it("by words, whatever their diacritics and case; every word counts", async () => {
    const { passing } = await withAlarms();
    expect(passing({ text: "bu dop" })).toEqual(Object.keys(changes));
    expect(passing({ text: "CHUNG lamp" })).toEqual(Object.keys(changes));
    expect(passing({ text: "inc-7" })).toEqual(["taken"]);
    expect(passing({ text: "bu dop nowhere" })).toEqual([]);
    expect(passing({ text: "  " })).toEqual(Object.keys(changes));
  });

  it("search folds what it is given as it folds what it looks in", () => {
    expect(plainText("Bù Đốp")).toBe("bu dop");
    expect(plainText("Nghiêm trọng ĐƯỜNG Ấp".normalize("NFD"))).toBe("nghiem trong duong ap");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(plainText(plainText(text))).toBe(plainText(text));
        expect(plainText(text.normalize("NFD"))).toBe(plainText(text.normalize("NFC")));
      }),
    );
  });
});

describe("alarms are counted", () => {
  it("hidden ones beside shown ones, once each in all and under each of their reasons", async () => {
    const { alarms } = await withAlarms();
    const counts = countAlarms(alarms);
    expect(counts.active).toEqual({ shown: 3, hidden: 4, shelved: 1, suppressed: 2, outOfService: 2 });
    expect(counts.bySeverity.critical).toMatchObject({ shown: 1, hidden: 0 });
    expect(counts).toMatchObject({ cleared: 1, flapping: 1, unacknowledged: 2 });
  });

  it("shown and hidden together are all active ones", async () => {
    const { alarm } = await withAlarms();
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(changes))), (made) => {
        const { active, bySeverity, cleared } = countAlarms(made.map((change) => ({ ...alarm, ...change })));
        expect(active.shown + active.hidden + cleared).toBe(made.length);
        const sum = Object.values(bySeverity).reduce((total, { shown }) => total + shown, 0);
        expect(sum).toBe(active.shown);
      }),
    );
  });

  it("over HTTP within the scope and the filters", async () => {
    const { house } = await withAlarms();
    await house.deviceAlarm("VNP1/pwr", "lamp-failure");
    const counts = async (scope: keyof typeof scopes, query = "") => {
      const headers = bearer(await house.key("regulator", scopes[scope]));
      return (await house.api.inject({ url: `/api/v1/alarms/counts${query}`, headers })).json();
    };
    expect((await counts("whole")).active.shown).toBe(2);
    expect((await counts("vtl")).bySeverity.major.shown).toBe(1);
    expect((await counts("mbf")).active.shown).toBe(0);
    expect((await counts("whole", "?text=vina")).active.shown).toBe(1);
    expect((await counts("whole", "?visibility=shown")).code).toBe("invalid-request");
  });
});

describe("what an alarm tells of others", () => {
  it("is kept from whoever does not see them", async () => {
    const { house, inventory, alarm } = await withAlarms();
    await house.deviceAlarm("VNP1/pwr", "lamp-failure");
    const cause = house.alarms.list().find(({ site }) => site === "VNP1");
    if (!cause) throw new Error("no alarm was raised");
    const reason = { vi: "tuyến hop-2 đứt", en: "hop-2 is down" };
    const symptom: Alarm = {
      ...alarm,
      cause: { alarm: cause.id, confidence: 1, reason },
      impact: { sites: 2, nodesByOperator: { "": 1, VTL: 2, VNP: 3 }, hamlets: 1, population: 9 },
    };
    const seenBy = (name: keyof typeof scopes) =>
      withinSight(symptom, {
        sight: new Sight(scopes[name], inventory),
        alarmOf: (id) => house.alarms.get(id),
      });
    expect(seenBy("whole")).toBe(symptom);
    expect(seenBy("vnp").cause?.reason).toEqual(reason);
    expect(seenBy("vnp").impact?.nodesByOperator).toEqual({ "": 1, VNP: 3 });
    expect(seenBy("vtl").cause).toMatchObject({ alarm: cause.id, reason: { en: /outside/ } });
    expect(JSON.stringify(seenBy("vtl"))).not.toContain("hop-2");
    expect(seenBy("vtl").impact).toMatchObject({ sites: 2, nodesByOperator: { "": 1, VTL: 2 } });
  });
});

describe("the history of all alarms", () => {
  const shared = sharedHouse();

  it("is read by period, place, type and event, newest first, page by page", async () => {
    const house = shared.current;
    const day = "2026-01-31T";
    for (const [node, type] of [
      ["VTL1/pwr", "a"],
      ["SHARED/pwr", "b"],
      ["VNP1/pwr", "c"],
    ] as const) {
      house.time.nowMs += 60_000;
      await house.deviceAlarm(node, type);
      await house.deviceAlarm(node, type, true);
    }
    const headers = bearer(await house.key("noc-operator"));
    const history = async (query: string) =>
      (await house.api.inject({ url: `/api/v1/alarm-history?${query}`, headers })).json();
    const told = async (query: string): Promise<string[]> =>
      (await history(query)).items.map(
        ({ event, alarm }: { event: string; alarm: { type: string } }) => `${alarm.type} ${event}`,
      );
    const all = ["c cleared", "c raised", "b cleared", "b raised", "a cleared", "a raised"];
    expect(await told("")).toEqual(all);
    expect(await told("site=VTL1,VNP1&event=raised")).toEqual(["c raised", "a raised"]);
    expect(await told("type=b")).toEqual(["b cleared", "b raised"]);
    expect(await told("node=bts-vtl")).toEqual([]);
    expect(await told("severity=critical")).toEqual([]);
    expect(await told(`from=${day}03:02:00Z&to=${day}03:03:00Z`)).toEqual(["b cleared", "b raised"]);
    const paged: string[] = [];
    let cursor = "";
    do {
      const page = await history(`limit=4${cursor}`);
      paged.push(...page.items.map(({ event }: { event: string }) => event));
      cursor = page.next === null ? "" : `&cursor=${page.next}`;
    } while (cursor !== "");
    expect(paged).toHaveLength(6);
    expect((await history(`from=${day}03:03:00Z&to=${day}03:02:00Z`)).code).toBe("invalid-range");
    expect((await history("from=2020-01-01T00:00:00Z")).code).toBe("invalid-range");
  });

  it("tells each scope of its own", async () => {
    const house = shared.current;
    const sites = async (name: keyof typeof scopes, query = "") => {
      const headers = bearer(await house.key("regulator", scopes[name]));
      const answer = await house.api.inject({ url: `/api/v1/alarm-history${query}`, headers });
      const items: { alarm: { site: string } }[] = answer.json().items ?? [];
      return [answer.statusCode, [...new Set(items.map(({ alarm }) => alarm.site))]];
    };
    expect(await sites("vtl")).toEqual([200, ["SHARED", "VTL1"]]);
    expect(await sites("locNinh")).toEqual([200, ["VNP1"]]);
    expect(await sites("mbf")).toEqual([200, []]);
    expect(await sites("vtl", "?site=VNP1")).toEqual([404, []]);
  });
});
