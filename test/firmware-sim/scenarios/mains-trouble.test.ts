import { expect, test } from "vitest";
import { seededRandom } from "../../../firmware-sim/random.ts";
import { mainsTrouble } from "../../../firmware-sim/scenarios/mains-trouble.ts";

const yearMs = 365 * 86_400_000;
const year = { startsAtMs: 0, endsAtMs: yearMs };

/** What a feeder does in a year: stretches with the kind of their action. */
const yearOf = (cutsAYear: number | undefined, seed: string) =>
  mainsTrouble(year, cutsAYear, seed).map((behaviour) => ({
    minutes: (behaviour.endsAtMs - behaviour.startsAtMs) / 60_000,
    kind: behaviour.actions(behaviour.startsAtMs, seededRandom("")).at(0)?.kind,
  }));

test("country lines are cut about 24 times a year, half of the cuts for 40 minutes at most, and sag besides", () => {
  const all = Array.from({ length: 50 }, (_none, seed) => yearOf(undefined, String(seed))).flat();
  const cuts = all.filter(({ kind }) => kind === "condition").map(({ minutes }) => minutes);
  expect(cuts.length / 50).toBeGreaterThan(20);
  expect(cuts.length / 50).toBeLessThan(28);
  const short = cuts.filter((minutes) => minutes <= 40).length / cuts.length;
  expect(short).toBeGreaterThan(0.44);
  expect(short).toBeLessThan(0.56);
  expect(all.filter(({ kind }) => kind === "mains-voltage").length / 50).toBeGreaterThan(150);
});

test("the same seed gives the same year, another one another, and no cuts asked for are none", () => {
  expect(yearOf(50, "one")).toEqual(yearOf(50, "one"));
  expect(yearOf(50, "two")).not.toEqual(yearOf(50, "one"));
  expect(yearOf(0, "one").filter(({ kind }) => kind === "condition")).toEqual([]);
});
