import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { test } from "vitest";

const usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where the browser of this machine is: `CHROMIUM_PATH`, else the usual places; undefined when there is none. */
const chromiumPath = process.env["CHROMIUM_PATH"] || usualPlaces.find((path) => existsSync(path));

const inContinuousIntegration = process.env["CI"] !== undefined && process.env["CI"] !== "";
if (chromiumPath === undefined) {
  process.stderr.write(
    "SKIPPED: no Chromium; install Debian's chromium or name one with CHROMIUM_PATH to run the browser's tests\n",
  );
}

/** `test` where there is a browser, or where tests must not be left out; elsewhere its tests are skipped. */
export const testInBrowser =
  // Skipped with the word above: nobody needs a browser to work on the platform.
  chromiumPath === undefined && !inContinuousIntegration ? test.skip : test;

/** Starts the machine's Chromium without a window; none is ever downloaded. */
export const launchChromium = (): Promise<Browser> => {
  if (chromiumPath === undefined) throw new Error("no Chromium: set CHROMIUM_PATH or install chromium");
  return chromium.launch({
    executablePath: chromiumPath,
    // Chromium's own sandbox does not start for root, as in most containers.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
};
