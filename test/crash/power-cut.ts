import { closeSync, openSync, readFileSync, readSync, statSync, truncateSync, writeFileSync } from "node:fs";
import type { Random } from "../../firmware-sim/random.ts";

/** How a power cut leaves what was written but not flushed. */
export type Damage = "cut" | "zeroed" | "scrambled";

const blockBytes = 4_096;
/** Head of DuckDB's log, before its first entry. */
const headBytes = 8;

/** Length of the log; 0 when there is none. */
export const logBytes = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** The beginning of a real entry of the log, as when the rest of it never reached the disk. */
const halfEntry = (path: string): Buffer => {
  const entryHead = Buffer.alloc(16);
  const file = openSync(path, "r");
  try {
    readSync(file, entryHead, 0, entryHead.length, headBytes);
    const half = Buffer.alloc(Math.ceil((entryHead.length + Number(entryHead.readBigUInt64LE())) / 2));
    const read = readSync(file, half, 0, half.length, headBytes);
    return half.subarray(0, read);
  } finally {
    closeSync(file);
  }
};

const noise = (random: Random, bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, () => random() * 256));

/**
 * Damages the log as a power cut would: everything up to `safeBytes` was flushed and stays; what is behind, and a block
 * more that the file system had given the file, is cut, zeroed or scrambled.
 */
export const cutPower = (
  path: string,
  safeBytes: number,
  how: { readonly damage: Damage; readonly random: Random },
): void => {
  const { damage, random } = how;
  const fileBytes = logBytes(path);
  const keptBytes = Math.min(safeBytes, fileBytes);
  if (damage === "cut" && fileBytes > keptBytes) {
    truncateSync(path, keptBytes + Math.floor(random() * (fileBytes - keptBytes)));
    return;
  }
  const kept = readFileSync(path).subarray(0, keptBytes);
  const tailBytes = fileBytes - keptBytes + blockBytes;
  const tails = {
    cut: () => halfEntry(path),
    zeroed: () => Buffer.alloc(tailBytes),
    scrambled: () => noise(random, tailBytes),
  };
  writeFileSync(path, Buffer.concat([kept, tails[damage]()]));
};
