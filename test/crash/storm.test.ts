import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notificationIdOf } from "../../alerts/identity.ts";
import type { House } from "../e2e/serve.ts";
import { type CrashRun, makeCrashHouse, runCrashes } from "./crash-run.ts";
import { notificationFaults, strayNotifications } from "./proof.ts";
import { KeyReceiver } from "./receiver.ts";

const seed = process.env["CRASH_SEED"] ?? String(Date.now());
const again = `run again: CRASH_SEED=${seed} npx vitest run test/crash/storm.test.ts`;
const devices = 100;

const receiver = new KeyReceiver(Number.POSITIVE_INFINITY);
let house: House;
let run: CrashRun;

beforeAll(async () => {
  await receiver.start();
  house = makeCrashHouse(receiver.url);
  run = await runCrashes(
    house,
    {
      cycles: 3,
      seed,
      devices,
      // Every device crosses its limit several times within each life: alarms by the hundred when the kill comes.
      readingsPerMessageMax: 4,
      readingsPerFailure: 24,
      lifeMs: [300, 900],
      webhookUrl: receiver.url,
    },
    () => {},
  );
}, 180_000);
afterAll(async () => {
  await receiver.stop();
  house.remove();
});

const faultsOf = (name: string): readonly string[] =>
  run.report.faults.filter((fault) => fault.startsWith(name));

describe(`kills with SIGKILL while alarms storm (${again})`, () => {
  test("alarms stormed in all lives", () => {
    expect(run.report.kills).toBeGreaterThanOrEqual(3);
    expect(run.report.transitions).toBeGreaterThan(2 * devices);
  });

  test("I3: no transition is lost, none is doubled", () => {
    expect(faultsOf("I3")).toEqual([]);
  });

  test("I5: no notification is there without its alarm, and none reached anybody that is not there", () => {
    expect(faultsOf("I5")).toEqual([]);
    const committed = new Set(run.report.notifications);
    expect([...receiver.keys.keys()].filter((key) => !committed.has(key))).toEqual([]);
    expect(receiver.keys.size).toBe(committed.size);
  });

  test("I1, I2: no reading is lost either, and nothing else went wrong", () => {
    expect(run.report.faults).toEqual([]);
  });
});

test("the proof sees a notification without its alarm, of another alarm, and one that is there twice", () => {
  const recorded = [{ id: "t1", alarm: "a1" }];
  const right = { id: "n1", transition: "t1", body: '{"alarm":{"id":"a1"}}' };
  expect(strayNotifications(recorded, [right])).toEqual([]);
  expect(
    strayNotifications(recorded, [
      right,
      right,
      { ...right, id: "n2", transition: "t2" },
      { ...right, id: "n3", body: '{"alarm":{"id":"a2"}}' },
    ]),
  ).toEqual([
    "I5: notification n1 is there twice",
    "I5: notification n2 tells of transition t2, which is not recorded",
    "I5: notification n3 does not speak of alarm a1, whose transition it tells",
  ]);
});

test("the proof sees a raise that stands untold, an end that is untold, and a wrong order", () => {
  const row = (id: string, event: string, recordedAtMs: number) => ({ id, alarm: "a1", event, recordedAtMs });
  const brief = [row("t1", "raised", 0), row("t2", "cleared", 0)];
  const long = [row("t1", "raised", 0), row("t2", "cleared", 1)];
  const [first, second] = [notificationIdOf("t1", "noc"), notificationIdOf("t2", "noc")];
  expect(notificationFaults("noc", long, [first, second])).toEqual([]);
  expect(notificationFaults("noc", brief, [])).toEqual([]);
  const wrong = [notificationFaults("noc", long, []), notificationFaults("noc", brief.slice(0, 1), [])];
  wrong.push(notificationFaults("noc", brief, [first]), notificationFaults("noc", long, [second, first]));
  for (const faults of wrong) expect(faults).toHaveLength(1);
});
