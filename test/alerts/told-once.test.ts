import { describe, expect, test } from "vitest";
import { failureTrustMs, rechargeMsMax, settleMs } from "../../alerts/correlation/limits.ts";
import { isolatedDevicesMin } from "../../alerts/limits.ts";
import { availabilityOf } from "../../alerts/outages/availability.ts";
import { verdictOf } from "../../alerts/outages/cause.ts";
import { LiveProvince } from "./live-province.ts";

const behindHub = ["BPH0013", "BPH0014", "BPH0015", "BPH0016", "BPH0017", "BPH0018"];

/** Lost mains and a battery that gives way without a word of it: the neighbours' links are all that speaks of the hub. */
const darkHub = (live: LiveProvince, apartSeconds = 0): void => {
  live.say("BPH0002/pwr mains.present", 0);
  live.say("BPH0002/pwr dc.bus.voltage", 50.1);
  live.pass(4);
  live.stop("BPH0002", ...behindHub);
  live.say("BPH0007/agg1 link.up", 0);
  live.pass(apartSeconds);
  live.say("BPH0008/agg1 link.up", 0);
};

const begun = ({ stories }: LiveProvince): readonly string[] =>
  stories.filter((line) => line.startsWith("raised"));

describe.each([5, 60, 300])("a hub that goes dark on lost mains, reports each %i s", (periodSeconds) => {
  test("is told once, though its battery said nothing", () => {
    const live = new LiveProvince({ periodSeconds });
    darkHub(live);
    live.pass(6 * periodSeconds + 300);
    expect(begun(live)).toEqual(["raised mains-lost BPH0002/pwr"]);
    expect(Object.keys(live.roots)).toEqual(["mains-lost BPH0002/pwr"]);
  });

  test.each([
    { ring: "ring-6", ends: ["BPH0002", "BPH0007"], ageSeconds: 80, answerSeconds: 0 },
    { ring: "ring-7", ends: ["BPH0002", "BPH0008"], ageSeconds: 80, answerSeconds: 0 },
    {
      ring: "ring-7, seen late at its far end,",
      ends: ["BPH0002", "BPH0008"],
      ageSeconds: 45,
      answerSeconds: 20,
    },
    { ring: "ring-5", ends: ["BPH0004", "BPH0007"], ageSeconds: 45, answerSeconds: 0 },
  ])("is told once beside $ring which was cut before", ({ ends, ageSeconds, answerSeconds }) => {
    const live = new LiveProvince({ periodSeconds });
    const [near = "", far = ""] = ends;
    live.say(`${near}/agg1 link.up`, 0);
    live.pass(answerSeconds);
    live.say(`${far}/agg1 link.up`, 0);
    live.pass(ageSeconds);
    darkHub(live, 2);
    live.pass(6 * periodSeconds + 300);
    const [cut, hub, ...others] = begun(live);
    expect(ends.map((end) => `raised link-down ${end}/agg1`)).toContain(cut);
    expect([hub, ...others]).toEqual(["raised mains-lost BPH0002/pwr"]);
  });
});

describe("what is cut off is the platform itself", () => {
  const all = Array.from({ length: 40 }, (_none, index) => `BPH${String(index + 1).padStart(4, "0")}`);
  const cases = (["hangUp", "stop"] as const).flatMap((how) => [
    { how, gone: all.slice(4), name: "all but the hubs" },
    { how, gone: all.slice(0, 36), name: "the core and all behind it but four" },
    { how, gone: all, name: "all" },
  ]);

  test.each(cases)(
    "$name gone in one instant ($how) are one story that says so, and ends",
    ({ how, gone }) => {
      const live = new LiveProvince({ periodSeconds: 60 });
      live.pass(100);
      live[how](...gone);
      live.pass(400);
      expect(begun(live)).toEqual(["raised platform-isolated tramcanh/mqtt"]);
      expect(live.roots).toEqual({ "platform-isolated tramcanh/mqtt": gone.length });
      live.connect(...gone);
      live.pass(500);
      expect(begun(live)).toHaveLength(1);
      expect(live.roots).toEqual({});
    },
  );

  test("who stays away when most are back stands for itself after the settle time", () => {
    const live = new LiveProvince({ periodSeconds: 60 });
    live.pass(100);
    live.hangUp(...all);
    live.pass(200);
    live.connect(...all.filter((site) => site !== "BPH0017"));
    live.pass(500);
    expect(begun(live)).toEqual([
      "raised platform-isolated tramcanh/mqtt",
      "raised connection-lost BPH0017/ctl",
    ]);
  });

  test("says nothing of whether those sites served: the cause of their outages is unknown", () => {
    const live = new LiveProvince({ periodSeconds: 60 });
    live.hangUp(...all);
    live.pass(200);
    const silent = live.system.list().filter(({ meaning }) => meaning === "unreachable");
    expect(silent).toHaveLength(40);
    const classes = silent.map((alarm) => verdictOf(alarm, (id) => live.system.get(id)).causeClass);
    expect(new Set(classes)).toEqual(new Set(["unknown"]));
  });

  const ledger = ({ outages }: LiveProvince) =>
    new Set(
      outages.map(({ causeClass, confirmedBy, toMs }) => `${causeClass} ${confirmedBy} ${toMs !== null}`),
    );

  test.each(["hangUp", "stop"] as const)(
    "the ledger takes back what it read from the silence of others (%s), and readings of that time prove nothing",
    (how) => {
      const live = new LiveProvince({ periodSeconds: 60 });
      live.pass(100);
      live[how](...all);
      live.pass(300);
      expect(live.outages).toHaveLength(40);
      expect(ledger(live)).toEqual(new Set(["unknown platform false"]));
      live.connect(...all);
      live.pass(60);
      expect(ledger(live)).toEqual(new Set(["unknown platform true"]));
      for (const { site, fromMs, toMs } of live.outages) {
        live.hearLate(site, [(fromMs + (toMs ?? fromMs)) / 2]);
      }
      expect(ledger(live)).toEqual(new Set(["unknown platform true"]));
    },
  );

  test("nobody knows how sites fared meanwhile: it is no downtime of theirs", () => {
    const live = new LiveProvince({ periodSeconds: 60 });
    live.hangUp(...all);
    live.pass(200);
    live.connect(...all);
    live.pass(10);
    const [outage] = live.outages;
    if (outage?.toMs == null) throw new Error("no outage that is over");
    const period = { fromMs: outage.fromMs, toMs: outage.toMs + 600_000 };
    expect(availabilityOf([outage], period)).toMatchObject({
      downMinutes: 0,
      upMinutes: 10,
      unknownMinutes: (outage.toMs - outage.fromMs) / 60_000,
      availability: 1,
    });
  });

  test("who stays away when it is over is down from then on, by an outage of its own", () => {
    const live = new LiveProvince({ periodSeconds: 60 });
    live.pass(100);
    live.hangUp(...all);
    live.pass(200);
    live.connect(...all.filter((site) => site !== "BPH0017"));
    const overMs = live.nowMs;
    live.pass(settleMs / 1_000 + 60);
    const own = live.outages.filter(({ site }) => site === "BPH0017");
    expect(own).toMatchObject([
      { causeClass: "unknown", confirmedBy: "platform" },
      { causeClass: "unknown", confirmedBy: "alarm", causeAlarm: null, toMs: null },
    ]);
    expect(own[0]?.toMs).toBe(own[1]?.fromMs);
    expect((own[1]?.fromMs ?? 0) - overMs).toBeLessThan(60_000);
    expect(new Set(live.outages.map(({ id }) => id)).size).toBe(41);
  });

  test("what was silent before is no part of it", () => {
    const live = new LiveProvince({ periodSeconds: 60 });
    live.stop("BPH0017");
    live.pass(400);
    live.hangUp(...all);
    live.pass(200);
    expect(live.roots).toEqual({ "connection-lost BPH0017/ctl": 0, "platform-isolated tramcanh/mqtt": 39 });
  });

  test("two hubs that take a quarter of the network along are failed sites, however their connections end", () => {
    for (const how of ["hangUp", "stop"] as const) {
      const live = new LiveProvince({ periodSeconds: 60 });
      live.pass(100);
      live[how]("BPH0002", ...behindHub, "BPH0007", "BPH0032", "BPH0033", "BPH0034");
      live.pass(400);
      expect(Object.keys(live.roots)).not.toContain("platform-isolated tramcanh/mqtt");
    }
  });

  test("where somebody who is heard says that a link is down, the network failed and not the platform", () => {
    const live = new LiveProvince({ periodSeconds: 60 });
    live.pass(100);
    live.stop(...all.slice(4));
    live.say("BPH0001/agg1 link.up", 0);
    live.pass(400);
    expect(Object.keys(live.roots)).not.toContain("platform-isolated tramcanh/mqtt");
  });

  test("a link that was down long before is no witness of the network", () => {
    const live = new LiveProvince({ periodSeconds: 60 });
    live.say("BPH0004/agg1 link.up", 0);
    live.pass(failureTrustMs / 1_000 + 120);
    live.stop(...all.slice(4));
    live.pass(400);
    expect(live.roots).toMatchObject({ "platform-isolated tramcanh/mqtt": 36 });
  });

  test("few devices are not enough", () => {
    const live = new LiveProvince({ periodSeconds: 60 });
    live.pass(100);
    live.hangUp(...all.slice(8, 8 + isolatedDevicesMin - 1));
    live.pass(400);
    expect(Object.keys(live.roots)).not.toContain("platform-isolated tramcanh/mqtt");
  });
});

describe.each([60, 200, 240, 900])("where sites report each %i s", (periodSeconds) => {
  test("what keeps firing after the mains are back never stands alone, whatever it waits for", () => {
    const live = new LiveProvince({ periodSeconds });
    live.say("BPH0014/pwr mains.present", 0);
    live.say("BPH0014/pwr mains.voltage", 0);
    live.pass(3 * periodSeconds + 200);
    expect(live.roots).toEqual({ "mains-lost BPH0014/pwr": 1 });
    live.say("BPH0014/pwr mains.present", 1);
    live.say("BPH0014/pwr mains.voltage", 230);
    for (let passed = 0; passed < 2_000; passed += 50) {
      live.pass(50);
      expect(live.roots).toEqual({});
    }
    expect(live.active).toEqual([]);
    expect(begun(live)).toEqual(["raised mains-lost BPH0014/pwr"]);
  });
});

describe("a low battery after the mains are back", () => {
  const empty = (live: LiveProvince): void => {
    live.say("BPH0014/pwr mains.present", 0);
    live.say("BPH0014/pwr battery.current", -40);
    live.pass(120);
    live.say("BPH0014/pwr battery.soc", 15);
    live.say("BPH0014/pwr battery.autonomy", 20);
    live.say("BPH0014/pwr dc.bus.voltage", 47);
    live.pass(200);
    live.say("BPH0014/pwr mains.present", 1);
  };

  test("follows from their loss while it recharges, and is told to nobody", () => {
    const live = new LiveProvince({ periodSeconds: 20 });
    empty(live);
    live.say("BPH0014/pwr battery.current", 50);
    live.pass(3_000);
    expect(begun(live)).toEqual(["raised mains-lost BPH0014/pwr"]);
    expect(live.roots).toEqual({});
    live.say("BPH0014/pwr battery.soc", 60);
    live.say("BPH0014/pwr battery.autonomy", 300);
    live.say("BPH0014/pwr dc.bus.voltage", 54);
    live.pass(300);
    expect(live.active).toEqual([]);
  });

  test("stands for itself when it goes on discharging", () => {
    const live = new LiveProvince({ periodSeconds: 20 });
    empty(live);
    live.pass(600);
    expect(Object.keys(live.roots)).toEqual(
      expect.arrayContaining(["battery-discharging BPH0014/pwr", "battery-soc-low BPH0014/pwr"]),
    );
  });

  test("stands for itself when it gets worse", () => {
    const live = new LiveProvince({ periodSeconds: 20 });
    empty(live);
    live.say("BPH0014/pwr battery.current", 0);
    live.pass(500);
    expect(live.roots).toEqual({});
    live.say("BPH0014/pwr dc.bus.voltage", 45);
    live.pass(200);
    expect(Object.keys(live.roots)).toEqual(["dc-bus-voltage-low BPH0014/pwr"]);
  });

  test("stands for itself when a battery would have been full", () => {
    const live = new LiveProvince({ periodSeconds: 60 });
    empty(live);
    live.say("BPH0014/pwr battery.current", 0);
    live.pass(rechargeMsMax / 1_000 - 60);
    expect(live.roots).toEqual({});
    live.pass(120);
    expect(Object.keys(live.roots)).not.toEqual([]);
  });
});
