import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Secrets } from "../alerts/channels/surroundings.ts";
import { replaceFile } from "./durable-file.ts";

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

/** Secrets that vendors change, one file each in `{data}/secrets`, readable by the owner of the data alone. */
export const keptSecrets = (data: string): Secrets => {
  const folder = join(data, "secrets");
  const pathOf = (name: string): string => join(folder, `${name}.json`);
  return {
    read: (name) => {
      try {
        return readFileSync(pathOf(name), "utf8");
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    keep: async (name, value) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await replaceFile(pathOf(name), value);
    },
  };
};
