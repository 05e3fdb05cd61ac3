import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { WrongUse } from "../wrong-use.ts";

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

const ownerOf = (lock: string): number => {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return Number.NaN;
  }
};

/**
 * Makes the folder and keeps other processes out of it until the answer is called; throws WrongUse when one is in it. A
 * process that was killed leaves nothing that has to be cleared away.
 */
export const takeBuffersFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, "process");
  const owner = ownerOf(lock);
  const isProcess = Number.isInteger(owner) && owner > 0;
  if (isProcess && owner !== process.pid && isRunning(owner)) {
    throw new WrongUse(
      `--buffers ${folder} is in use by process ${owner}\n    fix: end that one first, or name another folder`,
    );
  }
  const file = openSync(lock, "w");
  writeSync(file, String(process.pid));
  closeSync(file);
  return () => rmSync(lock, { force: true });
};
