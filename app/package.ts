import { readFileSync } from "node:fs";
// Not by its name: on an older Node, which lacks it, the import itself would fail before anybody is told.
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const manifest = z.object({ version: z.string() });

/** Version of the package, for `/version` and `--version`. */
export const packageVersion: string = manifest.parse(
  // The nearest one above: compiled, this file lies one folder deeper.
  JSON.parse(readFileSync(nodeModule.findPackageJSON(import.meta.url) ?? "package.json", "utf8")),
).version;

const isBuilt = import.meta.url.endsWith(".js");

/** Folder with the built files of the page that ships (`npm run build:page`). */
export const shippedPageDirectory: string = fileURLToPath(
  new URL(isBuilt ? "../page/" : "../dist/page/", import.meta.url),
);
