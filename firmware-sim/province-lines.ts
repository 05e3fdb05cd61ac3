import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { z } from "zod";
import type { KeptMessage } from "./controller/controller-state.ts";

const readBytes = 1_048_576;

const line = z.union([
  z.tuple([z.literal("numbers"), z.string(), z.int().min(0), z.int().min(1)]),
  z.tuple([z.literal("session"), z.string(), z.int().min(0)]),
  z.tuple([z.literal("message"), z.string(), z.int().min(1), z.string(), z.string()]),
  z.tuple([z.literal("forget"), z.string(), z.array(z.int())]),
  z.tuple([z.literal("closed")]),
]);
type Line = z.output<typeof line>;

/** What one device must not lose. */
export interface DeviceRecord {
  session: number;
  /** The highest session number of it that is surely on disk. */
  durableSession: number;
  nextSequence: number;
  readonly messages: Map<number, KeptMessage>;
}

/** What a device has that was never switched on. */
export const freshRecord = (): DeviceRecord => ({
  session: 0,
  durableSession: 0,
  nextSequence: 1,
  messages: new Map(),
});

/** One line of the file. */
export const textOf = (written: Line): string => `${JSON.stringify(written)}\n`;

/** The file as it is written anew: what is forgotten left out, some lines at a time. */
export function* linesOf(devices: ReadonlyMap<string, DeviceRecord>): Generator<string, void> {
  let text = "";
  for (const [device, { session, nextSequence, messages }] of devices) {
    text += textOf(["numbers", device, session, nextSequence]);
    for (const { sequence, node, body } of messages.values()) {
      text += textOf(["message", device, sequence, node, body]);
    }
    if (text.length < readBytes) continue;
    yield text;
    text = "";
  }
  yield text;
}

function* textLines(path: string): Generator<string, void> {
  const file = openSync(path, "a+");
  try {
    const bytes = Buffer.alloc(readBytes);
    const decoder = new StringDecoder("utf8");
    let rest = "";
    for (let count = readSync(file, bytes); count > 0; count = readSync(file, bytes)) {
      const lines = `${rest}${decoder.write(bytes.subarray(0, count))}`.split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
    yield rest;
  } finally {
    closeSync(file);
  }
}

const parseLine = (text: string): Line | null => {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

class Replay {
  readonly devices = new Map<string, DeviceRecord>();
  isClosed = false;

  take(written: Line): void {
    this.isClosed = written[0] === "closed";
    if (written[0] === "closed") return;
    const record = this.#recordOf(written[1]);
    switch (written[0]) {
      case "numbers":
        [, , record.session, record.nextSequence] = written;
        break;
      case "session":
        record.session = written[2];
        break;
      case "message": {
        const [, , sequence, node, body] = written;
        record.messages.set(sequence, { sequence, node, body });
        record.nextSequence = Math.max(record.nextSequence, sequence + 1);
        break;
      }
      case "forget":
        for (const sequence of written[2]) record.messages.delete(sequence);
    }
  }

  #recordOf(device: string): DeviceRecord {
    const record = this.devices.get(device) ?? freshRecord();
    this.devices.set(device, record);
    return record;
  }
}

/**
 * What the lines of the file add up to; one cut short by a crash, or damaged, is as if never written. Unless the last
 * line says that all is told, each device's sessions go on `sessionsAheadMax` later.
 */
export const readProvinceFile = (path: string, sessionsAheadMax: number): Map<string, DeviceRecord> => {
  const replay = new Replay();
  for (const text of textLines(path)) {
    const written = text === "" ? null : parseLine(text);
    if (written !== null) replay.take(written);
  }
  if (!replay.isClosed) for (const record of replay.devices.values()) record.session += sessionsAheadMax;
  return replay.devices;
};
