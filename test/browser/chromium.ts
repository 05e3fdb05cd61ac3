import { test } from "vitest";
import { chromiumPath } from "../../bench/chromium.ts";

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
