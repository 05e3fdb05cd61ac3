import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { KeptMessage } from "../../firmware-sim/controller/controller-state.ts";
import { provinceLimits } from "../../firmware-sim/limits.ts";
import { ProvinceFile } from "../../firmware-sim/province-file.ts";
import { until } from "../until.ts";

const { sessionsAheadMax } = provinceLimits;
const devices = ["a", "b"];
let directory: string;
let path: string;
let troubles: Error[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "province-file-"));
  path = join(directory, "deep", "messages.jsonl");
  troubles = [];
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const open = (): ProvinceFile => new ProvinceFile(path, devices, (error) => troubles.push(error));
const message = (sequence: number): KeptMessage => ({ sequence, node: "pwr", body: `{"seq":${sequence}}` });

test("each device has its own messages and numbers, and an orderly end keeps them exactly", () => {
  const file = open();
  const [a, b] = [file.storeOf("a"), file.storeOf("b")];
  a.startSession(3);
  a.keep([message(1), message(2), message(3)]);
  b.keep([message(1)]);
  a.forget([2]);
  file.close();
  const again = open();
  expect(again.storeOf("a").kept()).toEqual({
    session: 3,
    nextSequence: 4,
    messages: [message(1), message(3)],
  });
  expect(again.storeOf("b").kept()).toEqual({ session: 0, nextSequence: 2, messages: [message(1)] });
  again.close();
});

test("after the end of the process what was kept is there, and no session number comes again", () => {
  const file = open();
  file.storeOf("a").startSession(2);
  file.storeOf("a").keep([message(1)]);
  const again = open();
  expect(again.storeOf("a").kept()).toEqual({
    session: 2 + sessionsAheadMax,
    nextSequence: 2,
    messages: [message(1)],
  });
  again.close();
  file.close();
});

test("C2: whatever a power cut takes of the last lines, no session number is used twice", () => {
  const file = open();
  const durable = readFileSync(path);
  for (let session = 1; session <= sessionsAheadMax; session++) file.storeOf("a").startSession(session);
  file.close();
  writeFileSync(path, durable);
  expect(open().storeOf("a").kept().session).toBeGreaterThanOrEqual(sessionsAheadMax);
});

test("a sync lets devices connect on; one that is far ahead of the disk waits for it itself", async () => {
  const file = open();
  const store = file.storeOf("a");
  for (let session = 1; session <= sessionsAheadMax * 3; session++) store.startSession(session);
  file.sync();
  await until(() => expect(readFileSync(path, "utf8")).toContain(`["session","a",${sessionsAheadMax * 3}]`));
  expect(troubles).toEqual([]);
  file.close();
});

test("what is forgotten goes to the disk with the next thing that is kept, or with the next sync", () => {
  const file = open();
  const store = file.storeOf("a");
  store.keep([message(1), message(2), message(3)]);
  store.forget([1]);
  store.keep([message(4)]);
  store.forget([2]);
  expect(open().storeOf("a").kept().messages).toEqual([message(2), message(3), message(4)]);
  file.storeOf("a").keep([message(5)]);
  file.close();
});

test("lines that are cut short or damaged are as if never written, at whatever byte", () => {
  const file = open();
  const store = file.storeOf("a");
  for (let sequence = 1; sequence <= 5; sequence++) store.keep([message(sequence)]);
  file.close();
  const whole = readFileSync(path);
  fc.assert(
    fc.property(fc.nat(whole.length), (bytes) => {
      writeFileSync(path, whole.subarray(0, bytes));
      appendFileSync(path, '\n["nonsense"]\n\u0000\u0000\n');
      const again = open();
      const { messages } = again.storeOf("a").kept();
      expect(messages).toEqual([1, 2, 3, 4, 5].slice(0, messages.length).map(message));
      again.close();
    }),
    { numRuns: 50 },
  );
});

test("the file stays small however many messages pass through it", () => {
  const file = open();
  const body = "x".repeat(100_000);
  for (let sequence = 1; sequence <= 500; sequence++) {
    file.storeOf("b").keep([{ sequence, node: "pwr", body }]);
    file.storeOf("b").forget([sequence]);
  }
  expect(statSync(path).size).toBeLessThan(provinceLimits.rewriteBytesMin * 1.1);
  expect(file.bytes).toBe(statSync(path).size);
  file.close();
  expect(open().storeOf("b").kept()).toMatchObject({ nextSequence: 501, messages: [] });
});

test("a disk that takes nothing is told, and the devices go on from memory", () => {
  const file = open();
  const store = file.storeOf("a");
  file.close();
  store.keep([message(1)]);
  expect(troubles).not.toEqual([]);
  store.keep([message(2)]);
  file.close();
  expect(open().storeOf("a").kept().messages).toEqual([message(1), message(2)]);
});
