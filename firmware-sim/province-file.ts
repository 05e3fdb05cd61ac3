import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { KeptMessage, KeptState } from "./controller/controller-state.ts";
import type { MessageStore } from "./controller/message-store.ts";
import { provinceLimits } from "./limits.ts";
import { type DeviceRecord, freshRecord, linesOf, readProvinceFile, textOf } from "./province-lines.ts";

/**
 * The store-and-forward memory of all devices of one process in one append-only file of JSON lines: as many devices as
 * one likes cost one open file and one fsync a second.
 *
 * What is kept is handed to the operating system before the call returns, so the end of the process loses nothing; it is
 * forced to disk each second, so a power cut loses at most that. What is forgotten is written with the next thing that
 * is kept: a message forgotten only in memory is sent again, which the platform takes as a duplicate. A connection does
 * not wait for the disk: after an end that was no `close`, each device's sessions go on `sessionsAheadMax` later, and no
 * device gets further ahead of the disk than that. When the disk takes nothing more, the devices go on from memory,
 * `troubled` is told, and the whole file is written anew at the next chance.
 */
export class ProvinceFile {
  readonly #path: string;
  readonly #troubled: (error: Error) => void;
  readonly #devices: Map<string, DeviceRecord>;
  readonly #limits = provinceLimits;
  #file = -1;
  #fileBytes = 0;
  #rewrittenBytes = 0;
  #forgotten = "";
  #isDirty = false;
  #isDamaged = false;
  #isSyncing = false;

  /** Opens or makes the file and enters the devices that it does not know yet; throws what the disk says. */
  constructor(path: string, devices: readonly string[], troubled: (error: Error) => void) {
    this.#path = path;
    this.#troubled = troubled;
    mkdirSync(dirname(path), { recursive: true });
    this.#devices = readProvinceFile(path, this.#limits.sessionsAheadMax);
    for (const device of devices) this.#enter(device);
    this.#rewrite();
  }

  /** The memory of one of the devices; `sync` and `close` of it do nothing, the file has its own. */
  storeOf(device: string): MessageStore {
    const record = this.#enter(device);
    return {
      kept: () => keptOf(record),
      startSession: (session) => this.#startSession(device, record, session),
      keep: (messages) => this.#keep(device, record, messages),
      forget: (sequences) => this.#forget(device, record, sequences),
      sync: () => undefined,
      close: () => undefined,
    };
  }

  get bytes(): number {
    return this.#fileBytes;
  }

  /** Forces what was written to disk without waiting for it; to be called each second. */
  sync(): void {
    this.#append("");
    if (!this.#isDirty || this.#isSyncing) return;
    const sessions = [...this.#devices.values()].map((record) => [record, record.session] as const);
    this.#isDirty = false;
    this.#isSyncing = true;
    fdatasync(this.#file, (error) => {
      this.#isSyncing = false;
      if (error !== null) return error.code === "EBADF" ? undefined : this.#fail(error);
      for (const [record, session] of sessions) {
        record.durableSession = Math.max(record.durableSession, session);
      }
    });
  }

  /** Writes that everything is told, so that the next life goes on exactly here. */
  close(): void {
    if (this.#file === -1) return;
    this.#append(textOf(["closed"]));
    this.#attempt(() => fdatasyncSync(this.#file));
    closeSync(this.#file);
    this.#file = -1;
  }

  #enter(device: string): DeviceRecord {
    const record = this.#devices.get(device) ?? freshRecord();
    this.#devices.set(device, record);
    return record;
  }

  #startSession(device: string, record: DeviceRecord, session: number): void {
    record.session = session;
    this.#append(textOf(["session", device, session]));
    if (session - record.durableSession <= this.#limits.sessionsAheadMax) return;
    this.#attempt(() => fdatasyncSync(this.#file));
    record.durableSession = session;
  }

  #keep(device: string, record: DeviceRecord, messages: readonly KeptMessage[]): void {
    let text = "";
    for (const message of messages) {
      const { sequence, node, body } = message;
      record.messages.set(sequence, message);
      record.nextSequence = Math.max(record.nextSequence, sequence + 1);
      text += textOf(["message", device, sequence, node, body]);
    }
    this.#append(text);
  }

  #forget(device: string, record: DeviceRecord, sequences: readonly number[]): void {
    for (const sequence of sequences) record.messages.delete(sequence);
    this.#forgotten += textOf(["forget", device, [...sequences]]);
    const grownBytes = this.#fileBytes - this.#rewrittenBytes;
    if (grownBytes > Math.max(this.#limits.rewriteBytesMin, this.#rewrittenBytes)) {
      this.#attempt(() => this.#rewrite());
    }
  }

  #fail(error: unknown): void {
    this.#isDamaged = true;
    this.#troubled(error instanceof Error ? error : new Error(String(error)));
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#fail(error);
    }
  }

  #append(added: string): void {
    const text = this.#forgotten + added;
    if (text === "") return;
    this.#attempt(() => {
      if (this.#isDamaged) return this.#rewrite();
      this.#forgotten = "";
      writeSync(this.#file, text);
      this.#fileBytes += Buffer.byteLength(text);
      this.#isDirty = true;
    });
  }

  #rewrite(): void {
    const draft = `${this.#path}.new`;
    const file = openSync(draft, "w");
    let bytes = 0;
    try {
      for (const text of linesOf(this.#devices)) bytes += writeSync(file, text);
      fsyncSync(file);
      renameSync(draft, this.#path);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    if (this.#file !== -1) closeSync(this.#file);
    this.#file = file;
    this.#fileBytes = bytes;
    this.#rewrittenBytes = bytes;
    this.#forgotten = "";
    this.#isDirty = false;
    this.#isDamaged = false;
    for (const record of this.#devices.values()) record.durableSession = record.session;
  }
}

const keptOf = ({ session, nextSequence, messages }: DeviceRecord): KeptState => ({
  session,
  nextSequence,
  messages: [...messages.values()],
});
