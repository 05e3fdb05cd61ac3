import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { House } from "../e2e/serve.ts";
import { type CrashRun, makeCrashHouse, runCrashes } from "./crash-run.ts";
import { KeyReceiver } from "./receiver.ts";

const seed = process.env["CRASH_SEED"] ?? String(Date.now());
const again = `run again: CRASH_SEED=${seed} npx vitest run test/crash/notifications.test.ts`;

const receiver = new KeyReceiver();
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
      devices: 10,
      readingsPerMessageMax: 3,
      readingsPerFailure: 80,
      lifeMs: [300, 1_000],
      webhookUrl: receiver.url,
    },
    () => {},
  );
}, 120_000);
afterAll(async () => {
  await receiver.stop();
  house.remove();
});

describe(`I5: notifications over kills with SIGKILL (${again})`, () => {
  test("every committed transition is told at least once, and nothing that was not committed", () => {
    expect(run.report.faults).toEqual([]);
    expect(run.report.transitions).toBeGreaterThan(20);
    expect([...receiver.keys.keys()].sort()).toEqual([...run.report.notifications].sort());
  });

  test("those of one alarm are told first in the order in which they were committed", () => {
    const alarmOf = (key: string): string => {
      const body = [...(receiver.keys.get(key)?.bodies ?? [])].join();
      return /"alarm":\{"id":"([0-9a-f]+)"/.exec(body)?.[1] ?? "none";
    };
    const told = Map.groupBy(receiver.keys.keys(), alarmOf);
    expect(told.size).toBeGreaterThan(5);
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Map.groupBy(run.report.notifications, alarmOf)),
    );
  });

  test("a notification told again carries the same key and the same body", () => {
    const told = [...receiver.keys.entries()];
    expect(told.filter(([, { times }]) => times > 1)).not.toEqual([]);
    for (const [key, { bodies }] of told) {
      expect([key, bodies.size]).toEqual([key, 1]);
      expect(JSON.parse([...bodies].join())).toMatchObject({ version: 1, id: key });
    }
  });
});
