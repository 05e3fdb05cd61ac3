import { connectAsync, type MqttClient } from "mqtt";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { builtPage } from "../../bench/built-page.ts";
import { launchChromium } from "../../bench/chromium.ts";
import { adminPassword, type House, launchServe, makeHouse, provision, type Served } from "../e2e/serve.ts";

/** Longer than anything takes on a busy machine, shorter than a test may take: so it says what it waited for. */
const waitMsMax = 15_000;

/** What a node says. */
type Values = Readonly<Record<string, number | boolean>>;

/** How a tab is opened. */
export interface TabOptions extends BrowserContextOptions {
  readonly theme?: "light" | "dark" | "wall";
  readonly language?: "vi" | "en";
  /** False: nobody is logged in; left out: the administrator. */
  readonly isLoggedIn?: boolean;
  /** Where the page comes from instead of the server itself. */
  readonly url?: string;
}

/** A real server with a real browser before it. */
export interface Stage {
  readonly house: House;
  readonly served: Served;
  readonly browser: Browser;
  /** Opens a browser profile of its own, closed at the end of the test. */
  openContext(options?: TabOptions): Promise<BrowserContext>;
  /** Opens a tab of a profile of its own at a path. */
  openTab(path: string, options?: TabOptions): Promise<Page>;
  /** Publishes as the site's device what a node says; resolves with its PUBACK. */
  tell(node: string, values: Values): Promise<void>;
  /** Publishes as the site's device any text on a node's topic. */
  send(node: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** Alarms come at once instead of after their on-delay. */
const promptRules = ["mains-lost", "bts-down"].map((alert) => `  - { alert: ${alert}, for: 0s }\n`).join("");

const sessionCookie = async (url: string): Promise<{ readonly name: string; readonly value: string }> => {
  const answer = await fetch(new URL("/api/v1/session", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: adminPassword }),
  });
  const [pair = ""] = (answer.headers.getSetCookie()[0] ?? "").split(";");
  const [name = "", value = ""] = pair.split("=");
  return { name, value };
};

/** Devices as they connect when they have something to say. */
class Devices {
  readonly #served: Served;
  readonly #clients = new Map<string, Promise<MqttClient>>();

  constructor(served: Served) {
    this.#served = served;
  }

  async #connect(site: string): Promise<MqttClient> {
    const { id, token } = await provision(this.#served, site, `${site}-test`);
    const login = { clientId: id, username: id, password: token };
    return connectAsync(this.#served.urls.mqtt, { reconnectPeriod: 0, ...login }, false);
  }

  async send(node: string, text: string): Promise<void> {
    const [site = "", code = ""] = node.split("/");
    const client = this.#clients.get(site) ?? this.#connect(site);
    this.#clients.set(site, client);
    await (await client).publishAsync(`sites/${site}/${code}/telemetry`, text, { qos: 1 });
  }

  async close(): Promise<void> {
    for (const client of this.#clients.values()) await (await client).endAsync(true);
  }
}

/** Remembers theme and language in a browser before its first page. */
const remember = (context: BrowserContext, { theme = "light", language = "en" }: TabOptions) =>
  context.addInitScript(
    `localStorage.setItem("theme", "${theme}"); localStorage.setItem("language", "${language}");`,
  );

/** What a stage has beyond the usual: parts of the house, and variables of the server's environment. */
type StageParts = NonNullable<Parameters<typeof makeHouse>[0]> & {
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes what closes a profile when its test is over; left out: all are closed with the stage. */
  readonly atEnd?: (close: () => Promise<void>) => void;
};

/** Builds the page, starts server and browser; `close` ends and removes all of it. */
export const openStage = async ({ environment = {}, atEnd, ...parts }: StageParts = {}): Promise<Stage> => {
  const directory = await builtPage();
  const house = makeHouse({
    ...parts,
    more: `rules: [rules/*.yaml]\nconsole: { directory: ${JSON.stringify(directory)} }\n${parts.more ?? ""}`,
    files: { "rules/prompt.yaml": `rules:\n${promptRules}`, ...parts.files },
  });
  const [served, browser] = await Promise.all([launchServe(house, { environment }).ready, launchChromium()]);
  const devices = new Devices(served);
  const cookie = await sessionCookie(served.urls.http);
  const openContext = async (options: TabOptions = {}): Promise<BrowserContext> => {
    const { theme, language, isLoggedIn = true, url = served.urls.http, ...others } = options;
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: 1440, height: 900 },
      ...others,
    });
    atEnd?.(() => context.close());
    context.setDefaultTimeout(waitMsMax);
    await remember(context, options);
    if (isLoggedIn) await context.addCookies([{ ...cookie, url, httpOnly: true, sameSite: "Strict" }]);
    return context;
  };
  return {
    ...{ house, served, browser, openContext },
    openTab: async (path, options) => {
      const page = await (await openContext(options)).newPage();
      await page.goto(path);
      return page;
    },
    tell: (node, values) => devices.send(node, JSON.stringify({ ts: Date.now(), values })),
    send: (node, text) => devices.send(node, text),
    close: async () => {
      await browser.close();
      await devices.close();
      await served.kill();
      house.remove();
    },
  };
};
