import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const manifest = z.object({ version: z.string() });

/** Version of the package, for `/version` and `--version`. */
export const packageVersion: string = manifest.parse(
  // The nearest one above: compiled, this file lies one folder deeper.
  JSON.parse(readFileSync(findPackageJSON(import.meta.url) ?? "package.json", "utf8")),
).version;

const isBuilt = import.meta.url.endsWith(".js");

/** Folder with the built files of the page that ships (`npm run build:page`). */
export const shippedPageDirectory: string = fileURLToPath(
  new URL(isBuilt ? "../page/" : "../dist/page/", import.meta.url),
);
