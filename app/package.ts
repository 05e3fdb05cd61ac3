import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const manifest = z.object({ version: z.string() });

/** Version of the package, for `/version` and `--version`. */
export const packageVersion: string = manifest.parse(
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")),
).version;

/** Folder with the files of the page. */
export const pageDirectory: string = fileURLToPath(new URL("../console/", import.meta.url));
