import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  statfsSync,
  unlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Damage in a write-ahead log: everything from `atBytes` on can't be replayed. */
export interface LogDamage {
  readonly file: string;
  readonly atBytes: number;
  readonly reason: string;
}

/**
 * Layout of DuckDB's write-ahead log, version 2: a head of 8 bytes, then entries of an 8-byte length, an 8-byte
 * checksum and as many bytes as the length says, all little-endian.
 */
const head = Buffer.from("640062650002ffff", "hex");
const entryHeadBytes = 16;
/** A longer entry than a transaction can write is a scrambled length. */
const entryBytesMax = 1_073_741_824;

/** The damage that DuckDB names when it refuses to replay a log; null for any other error. */
export const damageNamedBy = (message: string): LogDamage | null => {
  const match = /WAL file "([^"]+)".*byte position (\d+)/s.exec(message);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const atBytes = Math.max(head.length, Number(match[2]) - entryHeadBytes);
  return { file: match[1], atBytes, reason: message };
};

const readLength = (file: number, at: number): number => {
  const buffer = Buffer.alloc(8);
  return readSync(file, buffer, 0, 8, at) < 8 ? 0 : Number(buffer.readBigUInt64LE());
};

const firstBadLength = (file: number, fileBytes: number): number | null => {
  let at = head.length;
  while (at + entryHeadBytes <= fileBytes) {
    const length = readLength(file, at);
    if (length === 0 || length > entryBytesMax) return at;
    at += entryHeadBytes + length;
  }
  return null;
};

/**
 * Damage that DuckDB would pass over in silence: it takes a scrambled length for the end of the log and drops all
 * that follows. An entry that is merely cut short at the end was never acknowledged and is left to DuckDB.
 */
export const silentDamage = (path: string): LogDamage | null => {
  if (!existsSync(path)) return null;
  const file = openSync(path, "r");
  try {
    const fileBytes = fstatSync(file).size;
    if (fileBytes < head.length) return null;
    const start = Buffer.alloc(head.length);
    readSync(file, start, 0, head.length, 0);
    if (start.readUInt16LE() !== head.readUInt16LE() || start[2] !== head[2])
      return { file: path, atBytes: 0, reason: "the head of the log is not one" };
    if (!start.equals(head)) return null;
    const atBytes = firstBadLength(file, fileBytes);
    return atBytes === null ? null : { file: path, atBytes, reason: "the length of an entry is impossible" };
  } finally {
    closeSync(file);
  }
};

/** Copies of damaged logs that are kept, the newest. */
const damagedCopiesMax = 5;

const forgetOldCopies = (path: string): void => {
  const folder = dirname(path);
  const copies = readdirSync(folder).filter((name) => name.startsWith(`${basename(path)}.damaged-`));
  for (const name of copies.sort().slice(0, -damagedCopiesMax)) unlinkSync(join(folder, name));
};

const copyAside = (damage: LogDamage, nowMs: number, spareBytes: number): string | null => {
  const { bavail, bsize } = statfsSync(dirname(damage.file));
  if (bavail * bsize < spareBytes) return null;
  const stamp = new Date(nowMs).toISOString().replaceAll(":", "");
  let copy = `${damage.file}.damaged-${stamp}`;
  for (let number = 2; existsSync(copy); number++) copy = `${damage.file}.damaged-${stamp}-${number}`;
  copyFileSync(damage.file, copy, constants.COPYFILE_FICLONE);
  forgetOldCopies(damage.file);
  return copy;
};

/** Copies the log aside, cuts it where the damage begins, and says in words what was done. */
export const cutDamage = (damage: LogDamage, nowMs: number): string => {
  const file = openSync(damage.file, "r+");
  try {
    const { size } = fstatSync(file);
    const copy = copyAside(damage, nowMs, size);
    ftruncateSync(file, Math.min(size, damage.atBytes));
    fsyncSync(file);
    return [
      `${damage.file} was damaged from byte ${damage.atBytes} of ${size} on (${damage.reason}).`,
      `It was cut there: everything committed before is kept.`,
      copy === null
        ? "There was no room for a copy of the damaged file."
        : `The damaged file was kept as ${copy}.`,
    ].join(" ");
  } finally {
    closeSync(file);
  }
};
