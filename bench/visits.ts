import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { z } from "zod";

/** A line as from a far village: 50 kbit/s, 1 s there and back. */
const slowLine = {
  offline: false,
  latency: 1_000,
  downloadThroughput: 50_000 / 8,
  uploadThroughput: 50_000 / 8,
};

const waitMsMax = 120_000;

/** Opens a browser profile in which somebody is logged in. */
export const openProfile = async (browser: Browser, url: string, cookie: string): Promise<BrowserContext> => {
  const [name = "", value = ""] = cookie.split("=");
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1_440, height: 900 } });
  context.setDefaultTimeout(waitMsMax);
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: "Strict" }]);
  await context.addInitScript('localStorage.setItem("language", "en")');
  return context;
};

/** Milliseconds from the beginning of the navigation until something stands on the page. */
export const openedMs = async (page: Page, path: string, sign: string): Promise<number> => {
  // Looked for at each change of the page, so that nobody's polling is measured.
  await page.addInitScript(`{
    const look = () => {
      if (globalThis.signSeenMs !== undefined) return;
      if (document.querySelector("main")?.textContent.includes(${JSON.stringify(sign)})) {
        globalThis.signSeenMs = performance.now();
      }
    };
    new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true });
  }`);
  await page.goto(path, { waitUntil: "commit" });
  await page.locator("main").getByText(sign).first().waitFor();
  return z.number().parse(await page.evaluate("globalThis.signSeenMs"));
};

/** Waits until something stands on the page, asking so seldom that the asking costs the page nothing to speak of. */
export const untilShown = async (page: Page, sign: string): Promise<void> => {
  const look = `document.querySelector("main")?.textContent.includes(${JSON.stringify(sign)}) === true`;
  while (!(await page.evaluate(look))) await page.waitForTimeout(250);
};

/** Bytes of scripts as they come over the line while a path is opened for the first time. */
export const scriptBytes = async (page: Page, path: string): Promise<number> => {
  const session = await page.context().newCDPSession(page);
  const scripts = new Set<string>();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.goto(path);
  await page.locator("main h1, main h2").first().waitFor();
  return bytes;
};

/** Puts a page behind a thin and slow line. */
export const slowDown = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", slowLine);
};

const taskMs = async (session: CDPSession): Promise<number> => {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
};

/** Milliseconds of main thread that something costs a page, less what the page costs by itself in the same time. */
export const mainThreadMs = async (page: Page, act: () => Promise<void>): Promise<number> => {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const measure = async (during: () => Promise<void>) => {
    const startMs = performance.now();
    const before = await taskMs(session);
    await during();
    return { costMs: (await taskMs(session)) - before, tookMs: performance.now() - startMs };
  };
  const idle = await measure(() => page.waitForTimeout(5_000));
  const busy = await measure(act);
  return Math.max(0, busy.costMs - (idle.costMs * busy.tookMs) / idle.tookMs);
};
