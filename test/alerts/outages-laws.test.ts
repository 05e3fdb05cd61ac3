import fc from "fast-check";
import { expect, it } from "vitest";
import { availabilityOf } from "../../alerts/outages/availability.ts";
import { type CauseClass, causeClasses, minutesOf, type Outage } from "../../alerts/outages/outage.ts";
import { siteCode } from "../../telemetry/identifiers.ts";
import { type AlarmName, OutageStand } from "./outage-stand.ts";

const names: readonly AlarmName[] = [
  { meaning: "unreachable" },
  { meaning: "unreachable", qualifier: "other" },
  { meaning: "node-down", node: "bts" },
  { meaning: "node-down", node: "bts", qualifier: "cells" },
  { meaning: "unreachable", site: "S2" },
  { meaning: "feed-lost", node: "pwr" },
  { meaning: "link-down", site: "S2", node: "mw" },
];

type Step =
  | { readonly kind: "raise" | "clear" | "window" | "symptoms"; readonly name: AlarmName }
  | { readonly kind: "blame"; readonly name: AlarmName; readonly root: AlarmName }
  | { readonly kind: "late"; readonly site: string; readonly agoMs: number }
  | { readonly kind: "down"; readonly forMs: number }
  | { readonly kind: "correct"; readonly place: number; readonly causeClass: CauseClass };

const name = fc.constantFrom(...names);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ kind: fc.constantFrom("raise", "clear"), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("window", "symptoms"), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("blame" as const), name, root: name }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("late" as const),
      site: fc.constantFrom("S1", "S2"),
      agoMs: fc.integer({ min: 0, max: 600_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("down" as const), forMs: fc.integer({ min: 1, max: 400_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("correct" as const),
      place: fc.nat(9),
      causeClass: fc.constantFrom(...causeClasses),
    }),
  },
);
/** What happens, how long after the step before, and how far the event time is off. */
const timed = fc.record({
  step,
  afterMs: fc.integer({ min: 0, max: 300_000 }),
  offMs: fc.oneof(fc.constant(0), fc.integer({ min: -200_000, max: 200_000 })),
});
type Timed = typeof timed extends fc.Arbitrary<infer Value> ? Value : never;
/** As long as it says: short scripts open hardly an outage. */
const steps = fc.array(timed, { maxLength: 60, size: "max" });

const newStand = (): OutageStand =>
  new OutageStand({ devicesOf: (site) => (site === "S1" ? 2 : 1), deviceOf: () => undefined });

const act = (stand: OutageStand, { step, offMs }: Timed, nowMs: number): void => {
  const recording = { rows: stand.rows, nowMs };
  switch (step.kind) {
    case "raise":
      if (stand.find(step.name).isCleared) stand.raise(step.name, nowMs + offMs);
      return;
    case "clear":
      if (!stand.find(step.name).isCleared) stand.clear(step.name, nowMs + offMs);
      return;
    case "window":
      stand.change(step.name, nowMs, { maintenance: "w1" });
      return;
    case "symptoms":
      stand.change(step.name, nowMs, { symptomCount: 3 });
      return;
    case "blame":
      if (step.name !== step.root) stand.blame(step.name, step.root, nowMs);
      return;
    case "late":
      return stand.ledger.heardLate(siteCode(step.site), [nowMs - step.agoMs], recording);
    case "down":
      return stand.ledger.platformDown(recording, { fromMs: nowMs - step.forMs, toMs: nowMs });
    case "correct":
      return correctSome(stand, step, nowMs);
  }
};

const correctSome = (
  stand: OutageStand,
  { place, causeClass }: { readonly place: number; readonly causeClass: CauseClass },
  nowMs: number,
): void => {
  const outage = stand.outages[place];
  if (outage === undefined || (outage.confirmedBy === "operator" && outage.causeClass === causeClass)) return;
  const facts = { causeClass, reason: "seen on site", actor: "an" };
  stand.ledger.correct(stand.rows, nowMs, { id: outage.id, ...facts });
};

/** Plays the steps; `restartAfter` throws the ledger away after so many. The gap of a start is of that start only. */
const play = (script: readonly Timed[], restartAfter = Number.POSITIVE_INFINITY): OutageStand => {
  const stand = newStand();
  let nowMs = 1_000_000;
  for (const [place, each] of script.entries()) {
    nowMs += each.afterMs;
    act(stand, each, nowMs);
    if (place === restartAfter) stand.restart();
  }
  return stand;
};

const bySubject = (outages: readonly Outage[]) =>
  Map.groupBy(outages, ({ site, node }) => `${site}/${node ?? ""}`);

it("O1: outages of one subject never overlap, end after they begin, and have ids of their own", () => {
  fc.assert(
    fc.property(steps, (script) => {
      const { outages, rows } = play(script);
      for (const own of bySubject(outages).values()) {
        for (const [place, { fromMs, toMs }] of own.entries()) {
          expect(toMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(fromMs);
          const next = own[place + 1];
          if (next !== undefined) expect(toMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(next.fromMs);
        }
      }
      const subjects = new Map(
        rows.outage.map(({ id, site, node, fromMs }) => [id, `${site}/${node}/${fromMs}`]),
      );
      for (const { id, site, node, fromMs } of rows.outage) {
        expect(subjects.get(id)).toBe(`${site}/${node}/${fromMs}`);
      }
    }),
    { numRuns: 150 },
  );
});

const periods = fc.tuple(
  fc.integer({ min: 900_000, max: 5_000_000 }),
  fc.integer({ min: 1, max: 5_000_000 }),
);

it("O2: up, down, planned and unknown are the period; of one subject they are its outages' minutes", () => {
  fc.assert(
    fc.property(steps, periods, (script, [fromMs, lengthMs]) => {
      const { outages } = play(script);
      const period = { fromMs, toMs: fromMs + lengthMs };
      for (const own of [...bySubject(outages).values(), outages.filter(({ site }) => site === "S1")]) {
        const figures = availabilityOf(own, period);
        const { totalMinutes, upMinutes, downMinutes, unknownMinutes, availability } = figures;
        const { planned, ...down } = figures.minutesByClass;
        expect(upMinutes + downMinutes + planned + unknownMinutes).toBeCloseTo(totalMinutes, 6);
        expect(Object.values(down).reduce((sum, minutes) => sum + minutes, 0)).toBeCloseTo(downMinutes, 6);
        expect(upMinutes).toBeGreaterThanOrEqual(-1e-9);
        if (availability !== null) expect(availability).toBeLessThanOrEqual(1);
      }
      for (const own of bySubject(outages).values()) {
        const everything = { fromMs: 0, toMs: 100_000_000 };
        const { totalMinutes, upMinutes } = availabilityOf(own, everything);
        const minutes = own.reduce((sum, outage) => sum + minutesOf(outage, everything.toMs), 0);
        expect(totalMinutes - upMinutes).toBeCloseTo(minutes, 6);
      }
    }),
    { numRuns: 100 },
  );
});

it("O3, I4: a ledger restored from its rows anywhere goes on as one that never stopped", () => {
  const withoutGaps = steps.map((script) => script.filter(({ step }) => step.kind !== "down"));
  fc.assert(
    fc.property(withoutGaps, fc.nat(50), (script, place) => {
      expect(play(script, place).rows.outage).toEqual(play(script).rows.outage);
    }),
    { numRuns: 150 },
  );
});

it("O4: the same alarms give the same outages with the same ids", () => {
  fc.assert(
    fc.property(steps, (script) => {
      expect(play(script).outages).toEqual(play(script).outages);
    }),
    { numRuns: 50 },
  );
});

it("O5: each correction keeps the class before and the class after, and the last one is in force", () => {
  fc.assert(
    fc.property(steps, (script) => {
      for (const { causeClass, confirmedBy, corrections } of play(script).outages) {
        const last = corrections.at(-1);
        for (const [place, { before }] of corrections.entries()) {
          const earlier = corrections[place - 1];
          if (earlier !== undefined) expect(before).toBe(earlier.after);
        }
        if (last !== undefined) expect([last.after, last.by]).toEqual([causeClass, confirmedBy]);
        for (const { by, actor, reason } of corrections) {
          expect(actor === null).toBe(by === "backfill");
          expect(reason).not.toBe("");
        }
      }
    }),
    { numRuns: 100 },
  );
});

it("O6: a node is in outage exactly while an alarm that takes it down stands", () => {
  const bts = names.filter(({ meaning }) => meaning === "node-down");
  fc.assert(
    fc.property(steps, (script) => {
      const stand = play(script);
      const stands = bts.some((alarm) => !stand.find(alarm).isCleared);
      const lasting = stand.outages.filter(({ node, toMs }) => node !== null && toMs === null);
      expect(lasting.length).toBe(stands ? 1 : 0);
    }),
    { numRuns: 100 },
  );
});

it.each<
  readonly [
    string,
    readonly (readonly [string | null, CauseClass | "unheard", number, number | null])[],
    object,
  ]
>([
  ["nothing was out", [], { upMinutes: 100, availability: 1 }],
  ["all was planned", [[null, "planned", 0, null]], { upMinutes: 0, availability: null }],
  [
    "planned and unknown leave the sum, each shown",
    [
      [null, "planned", 0, 20],
      [null, "unheard", 20, 50],
      [null, "power", 50, 60],
    ],
    {
      upMinutes: 40,
      downMinutes: 10,
      availability: 0.8,
      unknownMinutes: 30,
      minutesByClass: { planned: 20, unknown: 0, power: 10 },
    },
  ],
  [
    "out for a cause that nobody knows is down, not unknown",
    [[null, "unknown", 0, 10]],
    { downMinutes: 10, unknownMinutes: 0, availability: 0.9, minutesByClass: { unknown: 10 } },
  ],
  [
    "a cause that is known weighs more than one that is not",
    [
      [null, "power", 0, 10],
      ["bts", "unknown", 5, 20],
    ],
    { downMinutes: 20, minutesByClass: { power: 10, unknown: 10 } },
  ],
  [
    "the node's own class weighs more than its site's, and planned most",
    [
      [null, "power", 10, 40],
      ["bts", "equipment", 20, 50],
      [null, "planned", 45, 50],
    ],
    { downMinutes: 35, minutesByClass: { power: 10, equipment: 25, planned: 5 } },
  ],
  [
    "what is known to be down stays so while its site is unknown",
    [
      ["bts", "equipment", 0, 50],
      [null, "unheard", 10, 60],
    ],
    { unknownMinutes: 10, minutesByClass: { equipment: 50, unknown: 0 } },
  ],
  [
    "only the part inside the period counts",
    [[null, "power", -50, 10]],
    { downMinutes: 10, availability: 0.9 },
  ],
])("availability: %s", (_name, stretches, expected) => {
  const minute = 60_000;
  const outages = stretches.map(([node, causeClass, from, to]) => ({
    node: node === null ? null : (newStand().find({ meaning: "local", node }).node ?? null),
    ...(causeClass === "unheard"
      ? { causeClass: "unknown" as const, alarm: null }
      : { causeClass, alarm: "its alarm" }),
    fromMs: from * minute,
    toMs: to === null ? null : to * minute,
  }));
  expect(availabilityOf(outages, { fromMs: 0, toMs: 100 * minute })).toMatchObject(expected);
});
