import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * How commands on the same machine reach the running platform: its address and an administrator's key that lives
 * only in its memory and in this file, readable by the owner of the data alone.
 */
const controlSchema = z.object({ url: z.url(), key: z.string(), pid: z.int() });

/** Content of the control file. */
export type Control = z.infer<typeof controlSchema>;

const pathIn = (data: string): string => join(data, "control.json");

/** Leaves the running platform's address and key for commands on the same data. */
export const writeControl = (data: string, control: Control): void => {
  writeFileSync(pathIn(data), JSON.stringify(control), { mode: 0o600 });
};

/** Takes the file away when the platform stops. */
export const removeControl = (data: string): void => rmSync(pathIn(data), { force: true });

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

/** The running platform's control; null when none runs on this data. */
export const readControl = (data: string): Control | null => {
  try {
    const control = controlSchema.parse(JSON.parse(readFileSync(pathIn(data), "utf8")));
    return lives(control.pid) ? control : null;
  } catch {
    return null;
  }
};
