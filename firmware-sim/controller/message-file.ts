import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { KeptMessage, KeptState } from "./controller-state.ts";
import type { MessageStore } from "./message-store.ts";

/** A file is written anew when it has grown by this much, and to over twice what is still wanted. */
const rewriteBytesMin = 256 * 1024;

const line = z.union([
  z.tuple([z.literal("numbers"), z.int().min(0), z.int().min(1)]),
  z.tuple([z.literal("session"), z.int().min(0)]),
  z.tuple([z.literal("message"), z.int().min(1), z.string(), z.string()]),
  z.tuple([z.literal("forget"), z.array(z.int())]),
]);
type Line = z.output<typeof line>;

const parseLine = (text: string): Line | null => {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/** What the lines of a file add up to; a line cut short by a crash, or damaged, is as if never written. */
const replay = (text: string): KeptState => {
  let session = 0;
  let nextSequence = 1;
  const messages = new Map<number, KeptMessage>();
  for (const each of text.split("\n")) {
    const parsed = parseLine(each);
    switch (parsed?.[0]) {
      case "numbers":
        [, session, nextSequence] = parsed;
        break;
      case "session":
        session = parsed[1];
        break;
      case "message": {
        const [, sequence, node, body] = parsed;
        messages.set(sequence, { sequence, node, body });
        nextSequence = Math.max(nextSequence, sequence + 1);
        break;
      }
      case "forget":
        for (const sequence of parsed[1]) messages.delete(sequence);
    }
  }
  return { session, nextSequence, messages: [...messages.values()] };
};

const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
};

const textOf = (lines: readonly Line[]): string => lines.map((each) => `${JSON.stringify(each)}\n`).join("");

const linesOf = (kept: KeptState): readonly Line[] => [
  ["numbers", kept.session, kept.nextSequence],
  ...kept.messages.map(({ sequence, node, body }): Line => ["message", sequence, node, body]),
];

/**
 * The store-and-forward file of one device: JSON lines, append-only, written anew when mostly forgotten.
 *
 * Each line is handed to the operating system before the call returns, so the end of the process loses nothing.
 * It is forced to disk before a connection (session numbers are never used twice) and otherwise by `sync`, which
 * the edge calls every second: a power cut loses at most that second. A message that was sent and forgotten only
 * in memory is sent again, which the platform takes as a duplicate. When the disk takes nothing more, the device goes
 * on from memory, tells `troubled`, and writes the whole file anew at the next chance.
 */
export class MessageFile implements MessageStore {
  readonly #path: string;
  readonly #messages: Map<number, KeptMessage>;
  #session: number;
  #nextSequence: number;
  #file = -1;
  #fileBytes = 0;
  #rewrittenBytes = 0;
  #isDirty = false;
  #isDamaged = false;
  readonly #troubled: (error: Error) => void;

  constructor(path: string, troubled: (error: Error) => void) {
    this.#path = path;
    this.#troubled = troubled;
    mkdirSync(dirname(path), { recursive: true });
    const kept = replay(readIfThere(path));
    this.#session = kept.session;
    this.#nextSequence = kept.nextSequence;
    this.#messages = new Map(kept.messages.map((message) => [message.sequence, message]));
    this.#rewrite();
  }

  /** What the file holds now. */
  kept(): KeptState {
    return {
      session: this.#session,
      nextSequence: this.#nextSequence,
      messages: [...this.#messages.values()],
    };
  }

  get bytes(): number {
    return this.#fileBytes;
  }

  /** Writes the number of the connection down and forces it to disk. */
  startSession(session: number): void {
    this.#session = session;
    this.#append([["session", session]]);
    this.#attempt(() => fdatasyncSync(this.#file));
    this.#isDirty = false;
  }

  keep(messages: readonly KeptMessage[]): void {
    for (const message of messages) {
      this.#messages.set(message.sequence, message);
      this.#nextSequence = Math.max(this.#nextSequence, message.sequence + 1);
    }
    this.#append(messages.map(({ sequence, node, body }): Line => ["message", sequence, node, body]));
  }

  forget(sequences: readonly number[]): void {
    for (const sequence of sequences) this.#messages.delete(sequence);
    this.#append([["forget", [...sequences]]]);
    const grownBytes = this.#fileBytes - this.#rewrittenBytes;
    if (grownBytes > Math.max(rewriteBytesMin, this.#rewrittenBytes)) this.#attempt(() => this.#rewrite());
  }

  /** Forces what was written to disk without waiting for it. */
  sync(): void {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    fdatasync(this.#file, (error) => {
      if (error !== null && error.code !== "EBADF") this.#troubled(error);
    });
  }

  close(): void {
    if (this.#file === -1) return;
    this.#attempt(() => fdatasyncSync(this.#file));
    closeSync(this.#file);
    this.#file = -1;
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#isDamaged = true;
      this.#troubled(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #append(lines: readonly Line[]): void {
    this.#attempt(() => {
      if (this.#isDamaged) return this.#rewrite();
      const text = textOf(lines);
      writeSync(this.#file, text);
      this.#fileBytes += Buffer.byteLength(text);
      this.#isDirty = true;
    });
  }

  #rewrite(): void {
    const draft = `${this.#path}.new`;
    const file = openSync(draft, "w");
    const text = textOf(linesOf(this.kept()));
    writeSync(file, text);
    fsyncSync(file);
    renameSync(draft, this.#path);
    if (this.#file !== -1) closeSync(this.#file);
    this.#file = file;
    this.#fileBytes = Buffer.byteLength(text);
    this.#rewrittenBytes = this.#fileBytes;
    this.#isDirty = false;
    this.#isDamaged = false;
  }
}
