import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { factorySettings, type Settings } from "./commands.ts";
import { pushedConfiguration } from "./configuration.ts";

const settings = z.object({
  configuration: pushedConfiguration.nullable(),
  replies: z.array(z.object({ id: z.string().nullable(), ok: z.boolean(), error: z.string().optional() })),
});

/**
 * The settings that a device kept; those of the factory when there are none or they can't be read. A damaged file is
 * no reason for a device to stay silent, so it is told to `troubled` and no more.
 */
export const readSettings = (path: string, troubled: (error: Error) => void): Settings => {
  try {
    return settings.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const isNew = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isNew) troubled(error instanceof Error ? error : new Error(String(error)));
    return factorySettings;
  }
};

/** Puts the settings on disk in place of the former; both are whole at any moment. Throws what the disk says. */
export const writeSettings = (path: string, changed: Settings): void => {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  const file = openSync(draft, "w");
  try {
    writeSync(file, JSON.stringify(changed));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
};
