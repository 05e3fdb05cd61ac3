import { setInterval } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";

const quietMs = 150;

/** A page of which every request and every complaint is noted. */
export interface WatchedPage {
  readonly page: Page;
  /** Where requests went that did not go to the platform. */
  readonly strangeUrls: readonly string[];
  /** Errors of the console and of scripts. */
  readonly complaints: readonly string[];
  /** Goes to another path as a click on a link does, and waits until all is there. */
  go(path: string): Promise<void>;
}

/** Counts what is asked and not answered yet; the stream never is. */
class Traffic {
  #pending = 0;
  #changedAtMs = performance.now();

  constructor(context: BrowserContext) {
    const count = (by: number) => (request: { url(): string }) => {
      if (new URL(request.url()).pathname === "/api/v1/stream") return;
      this.#pending += by;
      this.#changedAtMs = performance.now();
    };
    context.on("request", count(1));
    context.on("requestfinished", count(-1));
    context.on("requestfailed", count(-1));
  }

  get isQuiet(): boolean {
    return this.#pending <= 0 && performance.now() - this.#changedAtMs > quietMs;
  }

  begin(): void {
    this.#changedAtMs = performance.now();
  }
}

/** Opens a tab in a context and watches it. */
export const watchPage = async (context: BrowserContext, path: string): Promise<WatchedPage> => {
  const strangeUrls: string[] = [];
  const complaints: string[] = [];
  const traffic = new Traffic(context);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.stack ?? error.message}`));
  await page.goto(path);
  const { origin } = new URL(page.url());
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol)) strangeUrls.push(url.href);
  });
  const settled = async (): Promise<void> => {
    const heading = page.locator('main :is(h1, a[href="/"])').first();
    await heading.waitFor({ state: "attached" }).catch((cause: unknown) => {
      throw new Error(`${page.url()} shows nothing: ${complaints.join("; ")}`, { cause });
    });
    for await (const _tick of setInterval(10)) if (traffic.isQuiet) break;
  };
  await settled();
  return {
    ...{ page, strangeUrls, complaints },
    go: async (next) => {
      traffic.begin();
      const step = `history.pushState(null, "", ${JSON.stringify(next)}); dispatchEvent(new PopStateEvent("popstate"))`;
      await page.evaluate(step);
      await settled();
    },
  };
};
