import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { between, type Random, seededRandom } from "../../firmware-sim/random.ts";
import type { House, Served } from "../e2e/serve.ts";
import { launch, makeCrashHouse } from "./crash-run.ts";
import { Fleet } from "./fleet.ts";
import { cutPower, type Damage, logBytes } from "./power-cut.ts";
import { prove } from "./proof.ts";

const seed = process.env["CRASH_SEED"] ?? String(Date.now());
const again = `run again: CRASH_SEED=${seed} npx vitest run test/crash/power-cut.test.ts`;
const plan = { devices: 20, readingsPerMessageMax: 3, readingsPerFailure: 40 };
const damages: readonly Damage[] = ["cut", "zeroed", "scrambled", "cut"];

const random: Random = seededRandom(seed);
const fleet = new Fleet(random);
let house: House;
let log: string;
let safeBytes = 0;
let served: Served;

beforeAll(async () => {
  house = makeCrashHouse(null);
  log = join(house.data, "journal.duckdb.wal");
  served = await launch(house).ready;
  await fleet.enrol(served, plan);
  safeBytes = logBytes(log);
  // At a PUBACK the log is at least as long as what was flushed for it.
  fleet.onAcknowledged = () => {
    safeBytes = logBytes(log);
  };
});
afterAll(async () => {
  fleet.rest();
  fleet.disconnect();
  await served.kill();
  house.remove();
});

const workThenKill = async (): Promise<void> => {
  fleet.connect(served.mqttPort);
  fleet.work(plan);
  await after(between(random, 200, 700));
  await served.kill();
  fleet.rest();
  fleet.disconnect();
};

const recoveryOf = async (): Promise<string> => {
  const { status, body } = await served.ask("GET", "/readyz");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ready: true,
    checks: expect.arrayContaining([{ name: "recovery", ok: true, detail: expect.any(String) }]),
  });
  return JSON.stringify(body);
};

const copiesKept = (): readonly string[] =>
  readdirSync(house.data).filter((name) => name.includes(".damaged-"));

describe(`the power fails while devices send (${again})`, () => {
  test.each(damages.map((damage, round) => ({ damage, round: round + 1 })))(
    "I2: round $round, what was not flushed yet is $damage: it starts by itself, says so where it had to repair, and has all that was acknowledged",
    async ({ damage }) => {
      await workThenKill();
      const copiesBefore = copiesKept();
      cutPower(log, safeBytes, { damage, random });

      served = await launch(house).ready;
      await fleet.look(served, 10);
      expect(fleet.faults).toEqual([]);
      const copies = copiesKept().filter((name) => !copiesBefore.includes(name));
      const recovery = await recoveryOf();
      // An entry that merely ends too early was never acknowledged: replaying what is whole is no repair.
      expect(copies.length > 0).toBe(damage !== "cut");
      for (const name of copies) {
        expect(recovery).toContain(name);
        expect(served.log()).toMatch(/"msg":"the journal was repaired"/);
        expect(served.log()).toContain(name);
      }
    },
  );

  test("I1, I2, I3 hold over all of them", async () => {
    fleet.connect(served.mqttPort);
    expect(await fleet.flushed()).toBe(true);
    expect((await served.stop()).code).toBe(0);
    const proof = await prove({
      data: house.data,
      rulesPath: join(house.folder, "prompt.yaml"),
      ledgers: fleet.ledgers,
      content: plan,
      channel: null,
    });
    expect(proof.transitions).toBeGreaterThan(10);
    expect([...fleet.faults, ...proof.faults]).toEqual([]);
  });
});
