import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { open, rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** Why a photo's file can't be written now: no room, or the disk fails. */
export class PhotoNotWritten extends Error {
  override readonly name = "PhotoNotWritten";
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

const flushed = async (path: string, flags: string, bytes: Buffer | null): Promise<void> => {
  const file = await open(path, flags, 0o640);
  try {
    if (bytes !== null) await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** The files of photos, one a photo, in a folder of their own. */
export class PhotoFiles {
  readonly #directory: string;
  readonly #freeBytesMin: number;

  constructor(directory: string, freeBytesMin: number) {
    this.#directory = directory;
    this.#freeBytesMin = freeBytesMin;
    mkdirSync(directory, { recursive: true, mode: 0o750 });
  }

  /** Removes every file that no record names; answers how many. A crash between file and record leaves such. */
  removeOrphans(known: ReadonlySet<string>): number {
    const orphans = readdirSync(this.#directory).filter((name) => !known.has(name));
    for (const name of orphans) rmSync(join(this.#directory, name), { force: true, recursive: true });
    return orphans.length;
  }

  /** Writes a file so that it is there after a power cut, with its name; rejects with PhotoNotWritten and leaves nothing. */
  async keep(name: string, bytes: Buffer): Promise<void> {
    const draft = `${randomUUID()}.new`;
    try {
      await this.#demandRoom(bytes.length);
      await flushed(join(this.#directory, draft), "wx", bytes);
      // The same photo may be there already, and be read: it is replaced at once by itself.
      await rename(join(this.#directory, draft), join(this.#directory, name));
      await flushed(this.#directory, "r", null);
    } catch (error) {
      if (error instanceof PhotoNotWritten) throw error;
      await this.discard(draft);
      throw new PhotoNotWritten(wordsOf(error), { cause: error });
    }
  }

  /** The bytes of a file as they are read; null when it is not there. A slow reader holds none of them in memory. */
  async open(name: string): Promise<Readable | null> {
    try {
      return (await open(join(this.#directory, name), "r")).createReadStream();
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Takes a file away; what can't be is taken away at the next start. */
  async discard(name: string): Promise<void> {
    await rm(join(this.#directory, name), { force: true }).catch(() => undefined);
  }

  /** The journal needs room to go on: photos leave it. */
  async #demandRoom(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#directory);
    if (bavail * bsize >= this.#freeBytesMin + bytes) return;
    throw new PhotoNotWritten(`less than ${this.#freeBytesMin} bytes are free (photoFreeBytesMin)`);
  }
}
