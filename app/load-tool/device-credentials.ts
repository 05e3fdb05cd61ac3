import { readFileSync } from "node:fs";
import { z } from "zod";
import { WrongUse } from "../wrong-use.ts";

const credentials = z.array(z.object({ id: z.string(), token: z.string(), site: z.string() })).min(1);

/** What one device connects with, as `device add --json` prints it. */
export type DeviceCredential = z.output<typeof credentials>[number];

const readText = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WrongUse(
      `--devices ${file} can't be read: ${reason}\n    fix: name a file that was made with tramcanh device add --all --json > devices.json`,
    );
  }
};

const readFile = (file: string): readonly DeviceCredential[] => {
  const text = readText(file);
  try {
    return credentials.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new WrongUse(
      `--devices ${file} is not what \`tramcanh device add --all --json\` prints: ${reason}\n` +
        `    fix: tramcanh device add --all --json > devices.json`,
    );
  }
};

/**
 * The devices of all files in their order, the first `sites` of them when that is given. Throws WrongUse when a file
 * is none, names a device twice, or when there are too few.
 */
export const readCredentials = (
  files: readonly string[],
  sites: number | undefined,
): readonly DeviceCredential[] => {
  const all = files.flatMap(readFile);
  const seen = new Set<string>();
  for (const { id } of all) {
    if (seen.has(id))
      throw new WrongUse(`--devices: ${id} is there twice; each device can be simulated once`);
    seen.add(id);
  }
  if (sites === undefined) return all;
  if (sites <= all.length) return all.slice(0, sites);
  throw new WrongUse(
    `--sites ${sites}: --devices ${files.join(" ")} holds ${all.length}, ${sites - all.length} too few\n` +
      `    fix: use --sites ${all.length}, or import more sites (tramcanh inventory import FILE), make their ` +
      `devices (tramcanh device add --all --json > more.json) and name that file too: --devices ${files.join(" ")} more.json`,
  );
};
