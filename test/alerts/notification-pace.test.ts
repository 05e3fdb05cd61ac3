import { describe, expect, test } from "vitest";
import { escalationSchema, rotaSchema } from "../../alerts/notification/rota.ts";
import { NotificationStand, routesOf, startMs, type TestAlarm } from "./notification-stand.ts";

const s = 1_000;
const minute = 60 * s;
const mains: TestAlarm = { at: "BPH0001/pwr", type: "mains-lost", meaning: "feed-lost" };

describe("a first telling that waits for a root cause which may still come", () => {
  const silence: TestAlarm = { at: "BPH0017/ctl", type: "connection-lost", meaning: "unreachable" };
  const standUntil = (untilMs: number) =>
    new NotificationStand({
      awaitedUntilMs: (_alarm, nowMs) =>
        nowMs < startMs + untilMs ? nowMs + 2 * s : Number.NEGATIVE_INFINITY,
    });

  test("is made once nothing is to be waited for, without a row for each look", () => {
    const stand = standUntil(60 * s);
    stand.raise(silence);
    const rows = stand.rows.condition.length;
    stand.pass(59 * s);
    expect(stand.told()).toEqual([]);
    expect(stand.rows.condition).toHaveLength(rows);
    stand.pass(3 * s);
    expect(stand.told()).toEqual(["raised BPH0017/ctl"]);
  });

  test("is not made by a change of the alarm meanwhile", () => {
    const stand = standUntil(60 * s);
    stand.raise(silence);
    stand.pass(40 * s);
    stand.raise({ ...silence, severity: "critical" });
    expect(stand.told()).toEqual([]);
    stand.pass(30 * s);
    expect(stand.told()).toEqual(["raised BPH0017/ctl"]);
  });

  test("is never made when the root cause comes meanwhile, and made where the platform starts again", () => {
    const stand = standUntil(60 * s);
    const root = stand.raise({ at: "BPH0014/mw1", type: "link-down", meaning: "link-down" });
    const symptom = stand.raise(silence);
    stand.pass(40 * s);
    stand.explain(symptom, root);
    stand.pass(minute);
    expect(stand.told()).not.toContain("raised BPH0017/ctl");
    const again = standUntil(60 * s);
    again.raise(silence);
    again.pass(40 * s);
    again.restart();
    again.pass(30 * s);
    expect(again.told()).toEqual(["raised BPH0017/ctl"]);
  });

  test("holds back nothing of what was told already", () => {
    let waits = false;
    const stand = new NotificationStand({
      routes: routesOf({ to: ["noc"], repeat: ["1m"] }),
      awaitedUntilMs: (_alarm, nowMs) => (waits ? nowMs + 2 * s : 0),
    });
    stand.raise(silence);
    stand.pass(30 * s);
    waits = true;
    stand.pass(minute);
    expect(stand.told()).toEqual(["raised BPH0017/ctl", "repeat BPH0017/ctl"]);
  });
});

describe("repeats", () => {
  const routes = routesOf({ to: ["noc"], repeat: ["15m", "30m", "1h"] });

  test("come at growing intervals, say how long it lasts, and end with the alarm", () => {
    const stand = new NotificationStand({ routes });
    stand.raise(mains);
    stand.pass(42 * minute);
    expect(stand.story).toHaveLength(2);
    stand.pass(150 * minute);
    expect(stand.heard.map(({ sentAt }) => (Date.parse(sentAt) - startMs) / minute)).toEqual([
      0, 15, 45, 105, 165,
    ]);
    expect(stand.heard[2]).toMatchObject({
      kind: "repeat",
      event: "updated",
      title: {
        vi: "Vẫn còn, 45 phút: Lớn · BPH0001 · pwr",
        en: "Still standing, 45 min: Major · BPH0001 · pwr",
      },
    });
    stand.clear(mains);
    stand.pass(600 * minute);
    expect(stand.told().at(-1)).toBe("cleared BPH0001/pwr");
  });

  test("stop once somebody acknowledges, and go on when the acknowledgement is taken back", () => {
    const stand = new NotificationStand({ routes });
    const id = stand.raise(mains);
    stand.act(id, { kind: "acknowledge" });
    stand.pass(600 * minute);
    expect(stand.told()).toEqual(["raised BPH0001/pwr", "acknowledged BPH0001/pwr"]);
    stand.act(id, { kind: "unacknowledge" });
    stand.pass(15 * minute);
    expect(stand.told().slice(2)).toEqual(["repeat BPH0001/pwr"]);
  });

  test("pause while the alarm is hidden", () => {
    const stand = new NotificationStand({ routes });
    stand.raise(mains);
    stand.maintain("BPH0001", true);
    stand.pass(600 * minute);
    expect(stand.story).toHaveLength(1);
  });
});

describe("escalation", () => {
  const turn = { zone: "Asia/Ho_Chi_Minh", from: "19:00", to: "07:30" };
  const rota = rotaSchema.parse({
    people: {
      north: { to: [{ channel: "sms", target: "north-phone" }] },
      south: { to: [{ channel: "sms", target: "south-phone" }] },
    },
    teams: {
      field: [
        { ...turn, person: "north" },
        { ...turn, person: "south", from: "07:30", to: "19:00" },
      ],
      nobody: [{ ...turn, person: "north", days: ["sun"] }],
    },
  });
  const escalation = escalationSchema.parse({
    standard: [
      { after: "10m", team: "field" },
      { after: "30m", to: ["boss"] },
    ],
    gap: [
      { after: "10m", team: "nobody" },
      { after: "30m", to: ["boss"] },
    ],
  });
  const withEscalation = (name: string) =>
    new NotificationStand({ routes: routesOf({ to: ["noc"], escalation: name }), rota, escalation });

  test("reaches whoever is on call, step by step, and tells them all of the end", () => {
    const stand = withEscalation("standard");
    stand.raise(mains);
    stand.pass(60 * minute);
    stand.clear(mains);
    expect(stand.story).toEqual([
      "noc: raised BPH0001/pwr",
      "sms/north: escalation BPH0001/pwr",
      "boss: escalation BPH0001/pwr",
      "noc: cleared BPH0001/pwr",
      "sms/north: cleared BPH0001/pwr",
      "boss: cleared BPH0001/pwr",
    ]);
    expect(stand.heard[1]).toMatchObject({ event: "raised", target: "north-phone" });
    expect(stand.rows.notification[1]?.channel).toBe("sms");
  });

  test("follows the turns", () => {
    const stand = withEscalation("standard");
    stand.pass(30 * minute);
    stand.raise(mains);
    stand.pass(10 * minute);
    expect(stand.story).toEqual(["noc: raised BPH0001/pwr", "sms/south: escalation BPH0001/pwr"]);
  });

  test("stops at an acknowledgement, and waits its time anew when that is taken back", () => {
    const stand = withEscalation("standard");
    const id = stand.raise(mains);
    stand.pass(11 * minute);
    stand.act(id, { kind: "acknowledge" });
    stand.pass(600 * minute);
    expect(stand.story.filter((line) => line.startsWith("boss"))).toEqual([]);
    stand.act(id, { kind: "unacknowledge" });
    stand.pass(20 * minute - 1);
    expect(stand.told("boss")).toEqual([]);
    stand.pass(1);
    expect(stand.told("boss")).toEqual(["escalation BPH0001/pwr"]);
  });

  test("goes on to the next step at once when nobody is on call, and counts it", () => {
    const stand = withEscalation("gap");
    stand.raise(mains);
    stand.pass(10 * minute);
    expect(stand.told("boss")).toEqual(["escalation BPH0001/pwr"]);
    expect(stand.teller.counters().escalationsUnmanned).toBe(1);
  });
});

describe("a flood", () => {
  const digest = { tellingsMax: 3, individually: ["webhook"] };
  const flood = (stand: NotificationStand, count: number): void => {
    for (let index = 0; index < count; index++) {
      stand.raise({ at: `BPH${1_000 + index}/pwr`, severity: index % 2 === 0 ? "major" : "minor" });
    }
  };

  test("becomes a digest a minute with counts, and names the first few", () => {
    const stand = new NotificationStand({ digest });
    flood(stand, 23);
    expect(stand.story).toHaveLength(3);
    stand.pass(minute);
    expect(stand.told().slice(3)).toEqual(["digest"]);
    expect(stand.heard[3]).toMatchObject({
      event: "digest",
      alarm: null,
      title: { vi: "Tổng hợp: 20 thông báo, 10 lớn", en: "Digest: 20 notifications, 10 major" },
      digest: { told: { major: 10, minor: 10 }, cleared: 0 },
    });
    expect(stand.heard[3]?.digest?.listed).toHaveLength(10);
    expect(stand.heard[3]?.text.vi).toContain("và 10 thông báo nữa");
    expect(stand.teller.counters()).toMatchObject({ digests: 1, digested: 20, notifications: 4 });
  });

  test("never swallows what is critical", () => {
    const stand = new NotificationStand({ digest });
    flood(stand, 10);
    stand.raise({ at: "BPH0001/pwr", severity: "critical" });
    expect(stand.told().at(-1)).toBe("raised BPH0001/pwr");
  });

  test("is over when ten minutes were quiet", () => {
    const stand = new NotificationStand({ digest });
    flood(stand, 10);
    stand.pass(11 * minute);
    stand.raise(mains);
    expect(stand.told().slice(3)).toEqual(["digest", "raised BPH0001/pwr"]);
  });

  test("is passed on one by one to programs", () => {
    const stand = new NotificationStand({ digest, kindOf: () => "webhook" });
    flood(stand, 10);
    expect(stand.story).toHaveLength(10);
  });
});

describe("words", () => {
  test("a template of the channel's kind is used, with times and numbers as people read them", () => {
    const templates = {
      sms: {
        title: { vi: "{severity} {site}", en: "{severity} {site}" },
        text: { vi: "{text} lúc {raisedAt}{?ticket} #{ticket}{/ticket}", en: "{text} at {raisedAt} {{x}}" },
      },
    };
    const stand = new NotificationStand({ templates, kindOf: () => "sms" });
    stand.raise(mains);
    expect(stand.heard[0]).toMatchObject({
      title: { vi: "Lớn BPH0001", en: "Major BPH0001" },
      text: { vi: "Có việc lúc 01/01/2026 07:00 +07", en: "Something at 01/01/2026 07:00 +07 {x}" },
    });
  });

  test("a template that names an unknown field is replaced by plain words, counted and named", () => {
    const templates = { sms: { title: { vi: "{severty}", en: "{severity}" } } };
    const stand = new NotificationStand({ templates, kindOf: () => "sms" });
    stand.raise(mains);
    expect(stand.heard[0]?.title).toEqual({ vi: "Lớn: BPH0001 pwr", en: "Major" });
    expect(stand.teller.counters().templateFailures).toBe(1);
    expect(stand.teller.templateFaults).toMatchObject([{ path: "templates.sms.title.vi" }]);
    expect(stand.teller.templateFaults[0]?.message).toMatch(
      /^"severty" at character 1 is no field; there are /,
    );
  });
});
