import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Configuration } from "./configuration.ts";
import { shippedPageDirectory } from "./package.ts";
import { StartRefused } from "./start-refused.ts";

/**
 * Folder of the page that is served: the configuration's, from its own folder on, or the one that ships. Throws
 * StartRefused when the configuration names one without a page; the shipped one may still have to be built.
 */
export const pageDirectoryOf = ({
  configuration,
  folder,
}: {
  readonly configuration: Pick<Configuration, "console">;
  readonly folder: string;
}): string => {
  const { directory } = configuration.console;
  if (directory === undefined) return shippedPageDirectory;
  const wanted = resolve(folder, directory);
  if (existsSync(join(wanted, "index.html"))) return wanted;
  throw new StartRefused([
    {
      file: wanted,
      path: "console.directory",
      value: JSON.stringify(directory),
      message: "holds no index.html",
      fix: "name the folder of a built page, or leave console.directory out for the one that ships",
    },
  ]);
};
