import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, small enough to fill. */
export interface SmallDisk {
  readonly directory: string;
  remove(): void;
}

/** Mounts a tmpfs; null, with the reason printed, where that isn't permitted. With CI set that is an error. */
export const mountSmallDisk = (mebibytes: number): SmallDisk | null => {
  const directory = mkdtempSync(join(tmpdir(), "tramcanh-disk-"));
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tramcanh-test", directory], {
      stdio: "pipe",
    });
  } catch (error) {
    removeDirectory();
    if (process.env["CI"]) throw error;
    console.warn(`SKIPPED: a small file system can't be mounted here (${String(error)})`);
    return null;
  }
  return {
    directory,
    remove: () => {
      execFileSync("umount", ["--lazy", directory]);
      removeDirectory();
    },
  };
};
