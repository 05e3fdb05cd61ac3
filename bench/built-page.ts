import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const consoleFolder = fileURLToPath(new URL("../console/", import.meta.url));
let built: Promise<string> | undefined;

const buildPage = async (): Promise<string> => {
  const outDir = mkdtempSync(join(tmpdir(), "tramcanh-built-page-"));
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    configFile: join(consoleFolder, "vite.config.ts"),
    root: consoleFolder,
    logLevel: "error",
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
};

/**
 * Folder with the console as it is in the checkout, built once for each process and removed at its end: `dist/` may be
 * built anew by others meanwhile.
 */
export const builtPage = (): Promise<string> => {
  built ??= buildPage();
  return built;
};
