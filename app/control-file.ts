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

const probeMsMax = 5_000;

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(new URL("/healthz", url), { signal: AbortSignal.timeout(probeMsMax) });
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    // One that is alive but busy is not taken for dead: its lock on the data would only make for a worse message.
    return error instanceof Error && error.name === "TimeoutError";
  }
};

/**
 * The running platform's control; null when none runs on this data. After a crash another process may have its
 * number (in a container, nearly always), so it has to answer as well.
 */
export const findPlatform = async (data: string): Promise<Control | null> => {
  try {
    const control = controlSchema.parse(JSON.parse(readFileSync(pathIn(data), "utf8")));
    return lives(control.pid) && (await answers(control.url)) ? control : null;
  } catch {
    return null;
  }
};
