import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { House } from "../e2e/serve.ts";
import { type CrashPlan, type CrashRun, makeCrashHouse, runCrashes } from "./crash-run.ts";
import { prove } from "./proof.ts";

const seed = process.env["CRASH_SEED"] ?? String(Date.now());
const plan: CrashPlan = {
  cycles: 10,
  seed,
  devices: 60,
  readingsPerMessageMax: 3,
  readingsPerFailure: 40,
  lifeMs: [100, 900],
  webhookUrl: null,
};
const again = `run again: CRASH_SEED=${seed} npx vitest run test/crash/crash.test.ts`;

let house: House;
let run: CrashRun;

beforeAll(async () => {
  house = makeCrashHouse(null);
  run = await runCrashes(house, plan, () => {});
}, 120_000);
afterAll(() => house.remove());

const faultsOf = (name: string): readonly string[] =>
  run.report.faults.filter((fault) => fault.startsWith(name));

describe(`10 kills with SIGKILL at random moments (${again})`, () => {
  test("the devices sent, crossed limits and sent again over all lives", () => {
    const { report } = run;
    expect(report.kills).toBeGreaterThanOrEqual(plan.cycles);
    expect(report.messagesAcknowledged).toBeGreaterThan(1_000);
    expect(report.messagesSentAgain).toBeGreaterThan(10);
    expect(report.transitions).toBeGreaterThan(100);
  });

  test("I1: every acknowledged reading is stored, and PUBACKs came in the order of the messages", () => {
    expect(faultsOf("I1")).toEqual([]);
  });

  test("I2: every acknowledged reading is queryable after each kill, exactly once per (series, ts)", () => {
    expect(faultsOf("I2")).toEqual([]);
  });

  test("I3: the transitions are those that the stored readings cause, each recorded once with its reading", () => {
    expect(faultsOf("I3")).toEqual([]);
  });

  test("a stop with SIGTERM under load ends soon with exit code 0, and nothing else went wrong", () => {
    expect(run.report.faults).toEqual([]);
  });
});

test("the proof sees a lost reading, an invented one, transitions without cause and untold ones", async () => {
  house.write("other.yaml", "rules:\n  - { alert: mains-lost, is: true, for: 0 }\n");
  const ledgers = run.claim.ledgers.map((ledger, place) => {
    const { tsMs, messageEnds, acknowledged } = ledger;
    if (place === 0) {
      const oneMore = [...tsMs, (tsMs.at(-1) ?? 0) + 1];
      return {
        ...ledger,
        tsMs: oneMore,
        messageEnds: [...messageEnds, oneMore.length],
        acknowledged: acknowledged + 1,
      };
    }
    if (place > 1) return ledger;
    return {
      ...ledger,
      tsMs: tsMs.slice(0, -1),
      messageEnds: [...messageEnds.slice(0, -1), tsMs.length - 1],
    };
  });
  const rulesPath = join(house.folder, "other.yaml");
  const { faults } = await prove({ ...run.claim, ledgers, rulesPath, channel: "noc" });
  expect(faults.filter((fault) => /^I[12]/.test(fault)).map((fault) => fault.replace(/\d{13}/, "T"))).toEqual(
    [
      expect.stringMatching(/^I1: unit-0 genset.runtime acknowledged reading \d+ is not stored$/),
      expect.stringMatching(/^I1: unit-0 mains.present acknowledged reading \d+ is not stored$/),
      "I2: unit-1 genset.runtime has a reading at T that was never sent",
      "I2: unit-1 mains.present has a reading at T that was never sent",
    ],
  );
  expect(faults).toContainEqual(
    expect.stringMatching(/^I3: .* is recorded, but no stored reading causes it$/),
  );
  expect(faults).toContainEqual(expect.stringMatching(/^I3: .* is not recorded, its reading is$/));
  expect(faults).toContainEqual(expect.stringMatching(/^I5: /));
});
