import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { KeptMessage } from "../../../firmware-sim/controller/controller-state.ts";
import { MessageFile } from "../../../firmware-sim/controller/message-file.ts";

let directory: string;
let path: string;
let troubles: Error[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "message-file-"));
  path = join(directory, "deep", "device.jsonl");
  troubles = [];
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const open = (): MessageFile => new MessageFile(path, (error) => troubles.push(error));
const message = (sequence: number): KeptMessage => ({ sequence, node: "pwr", body: `{"seq":${sequence}}` });

test("a new file holds nothing and counts from 1", () => {
  const file = open();
  expect(file.kept()).toEqual({ session: 0, nextSequence: 1, messages: [] });
  file.close();
});

test("what was kept and not forgotten is there after a restart without a close", () => {
  const file = open();
  file.startSession(7);
  file.keep([message(1), message(2), message(3)]);
  file.forget([2]);
  const again = open();
  expect(again.kept()).toEqual({ session: 7, nextSequence: 4, messages: [message(1), message(3)] });
  again.close();
  file.close();
});

test("a sequence number is never used twice, even when all messages are forgotten", () => {
  const file = open();
  file.keep([message(41)]);
  file.forget([41]);
  file.close();
  open().close();
  expect(open().kept()).toEqual({ session: 0, nextSequence: 42, messages: [] });
});

test("a last line cut short by a crash is as if never written, and does not spoil the next", () => {
  const file = open();
  file.keep([message(1)]);
  file.close();
  appendFileSync(path, '["message",2,"pwr","{');
  const again = open();
  again.keep([message(3)]);
  again.close();
  expect(open().kept().messages).toEqual([message(1), message(3)]);
});

test("damaged lines are skipped, the rest is kept", () => {
  const file = open();
  file.keep([message(1), message(2)]);
  file.close();
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, ["\u0000\u0000", '["nonsense"]', "{}", ...lines].join("\n"));
  expect(open().kept().messages).toEqual([message(1), message(2)]);
});

test("the file stays small however many messages pass through it", () => {
  const file = open();
  const body = "x".repeat(1000);
  for (let sequence = 1; sequence <= 3000; sequence++) {
    file.keep([{ sequence, node: "pwr", body }]);
    file.forget([sequence]);
  }
  expect(statSync(path).size).toBeLessThan(300 * 1024);
  expect(file.bytes).toBe(statSync(path).size);
  file.close();
  expect(open().kept()).toEqual({ session: 0, nextSequence: 3001, messages: [] });
});

test("a disk that takes nothing is told, and the device goes on from memory", () => {
  const file = open();
  file.close();
  file.keep([message(1)]);
  expect(troubles).not.toEqual([]);
  expect(file.kept().messages).toEqual([message(1)]);
  file.keep([message(2)]);
  file.close();
  expect(open().kept().messages).toEqual([message(1), message(2)]);
});
