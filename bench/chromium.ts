import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where the browser of this machine is: `CHROMIUM_PATH`, else the usual places; undefined when there is none. */
export const chromiumPath: string | undefined =
  process.env["CHROMIUM_PATH"] || usualPlaces.find((path) => existsSync(path));

/** Starts the machine's Chromium without a window; none is ever downloaded. */
export const launchChromium = (): Promise<Browser> => {
  if (chromiumPath === undefined) throw new Error("no Chromium: set CHROMIUM_PATH or install chromium");
  return chromium.launch({
    executablePath: chromiumPath,
    // Chromium's own sandbox does not start for root, as in most containers.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
};
