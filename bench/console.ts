import { connectAsync, type MqttClient } from "mqtt";
import type { Browser } from "playwright-core";
import { builtPage } from "./built-page.ts";
import { launchChromium } from "./chromium.ts";
import { median } from "./median.ts";
import { line, table } from "./print.ts";
import { adminPassword, startServe } from "./serve-child.ts";
import { mainThreadMs, openedMs, openProfile, scriptBytes, slowDown, untilShown } from "./visits.ts";
import { makeWorkplace, type WorkplaceParts } from "./workplace.ts";

const sites = 200;
const stationsPerSite = 50;
const alarms = sites * stationsPerSite;
const updates = 500;
const visits = 3;
/** How long somebody looks at a list before they go on from it. */
const readingMs = 3_000;
/** How long Chromium draws its own parts of a new tab, on the same cores: an operator's tab is open long before. */
const newTabMs = 1_500;
const bars = { fieldScriptBytesMax: 60_000, openMsMax: 1_000, updatesMsMax: 50, sitePageMsMax: 3_000 };

/** Stations that hang on nothing: each of them is a root cause with a row of its own. */
const parts: WorkplaceParts = {
  nodesOf: (site) =>
    Array.from(
      { length: stationsPerSite },
      (_none, index) => `  - { site: ${site}, code: bts-${index}, kind: bts, technology: 4G, operator: VTL }`,
    ),
  rules: "rules:\n  - { alert: bts-down, for: 0s, keep_firing_for: 0s }\n",
};

/** A running platform with a page, and its devices. */
interface Platform {
  readonly http: string;
  readonly cookie: string;
  /** Tells of so many stations, site by site. */
  tell(isUp: boolean, stations: number): Promise<void>;
  stop(): Promise<void>;
}

const logIn = async (http: string): Promise<string> => {
  const answer = await fetch(`${http}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: adminPassword }),
  });
  return (answer.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
};

const startPlatform = async (sitesCount: number): Promise<Platform> => {
  const directory = JSON.stringify(await builtPage());
  const workplace = makeWorkplace(sitesCount, `console: { directory: ${directory} }`, parts);
  const serve = await startServe(workplace);
  const senders: { readonly client: MqttClient; readonly site: string }[] = [];
  for (const { id, token, site } of workplace.devices) {
    const client = await connectAsync(serve.ready.mqtt, { clientId: id, username: id, password: token });
    senders.push({ client, site });
  }
  return {
    http: serve.ready.http,
    cookie: await logIn(serve.ready.http),
    tell: async (isUp, stations) => {
      const body = () => JSON.stringify({ ts: Date.now(), values: { "bts.up": isUp } });
      const topics = senders.flatMap(({ client, site }) =>
        Array.from({ length: stationsPerSite }, (_none, index) => ({
          client,
          topic: `sites/${site}/bts-${index}/telemetry`,
        })),
      );
      await Promise.all(
        topics.slice(0, stations).map(({ client, topic }) => client.publishAsync(topic, body(), { qos: 1 })),
      );
    },
    stop: async () => {
      await Promise.all(senders.map(({ client }) => client.endAsync(true)));
      await serve.stop();
      workplace.remove();
    },
  };
};

const countText = (count: number): string => `${count.toLocaleString("en-US")} rows`;

/** Opens the list of all alarms again and again, then changes some of them. */
const measureStorm = async (browser: Browser, platform: Platform) => {
  await platform.tell(false, alarms);
  const context = await openProfile(browser, platform.http, platform.cookie);
  const opened: number[] = [];
  for (let visit = 0; visit <= visits; visit++) {
    const page = await context.newPage();
    await page.waitForTimeout(newTabMs);
    opened.push(await openedMs(page, "/", countText(alarms)));
    if (visit < visits) await page.close();
  }
  const [page] = context.pages();
  if (page === undefined) throw new Error("no page is open");
  const updatesMs = await mainThreadMs(page, async () => {
    await platform.tell(true, updates);
    await untilShown(page, countText(alarms - updates));
  });
  await context.close();
  const [coldMs = Number.NaN, ...warmMs] = opened;
  return { coldMs, warmMs: median(warmMs), updatesMs };
};

/** Opens a site's page over a slow line: as somebody who was never here, who was, and who comes from the list. */
const measureSlowLine = async (browser: Browser, { http, cookie }: Platform) => {
  const context = await openProfile(browser, http, cookie);
  const first = await context.newPage();
  await slowDown(first);
  const coldMs = await openedMs(first, "/sites/S00000", "Site 0");
  await first.close();
  const again = await context.newPage();
  await slowDown(again);
  const warmMs = await openedMs(again, "/sites/S00000", "Site 0");
  await context.close();
  const other = await openProfile(browser, http, cookie);
  const desk = await other.newPage();
  await desk.goto("/sites");
  const link = desk.getByRole("link", { name: "Site 1", exact: true });
  await link.waitFor();
  // Nobody presses a link in the moment in which it appears.
  await desk.waitForTimeout(readingMs);
  await slowDown(desk);
  const startMs = performance.now();
  await link.click();
  await desk.getByRole("heading", { name: "Site 1" }).waitFor();
  const fromListMs = performance.now() - startMs;
  await other.close();
  return { coldMs, warmMs, fromListMs };
};

const measureField = async (browser: Browser, { http, cookie }: Platform): Promise<number> => {
  const context = await openProfile(browser, http, cookie);
  const bytes = await scriptBytes(await context.newPage(), "/field");
  await context.close();
  return bytes;
};

const during = async <Figures>(
  sitesCount: number,
  measure: (platform: Platform) => Promise<Figures>,
): Promise<Figures> => {
  const platform = await startPlatform(sitesCount);
  try {
    return await measure(platform);
  } finally {
    await platform.stop();
  }
};

const milliseconds = (value: number): string => `${Math.round(value).toLocaleString("en-US")} ms`;

/** One line of the report: it misses its bar when the figure is above it; without a bar it only informs. */
const row = (
  name: string,
  figure: number,
  { max, text }: { readonly max?: number; readonly text: string },
) => {
  const isMissed = max !== undefined && !(figure <= max);
  if (isMissed) process.exitCode = 1;
  const verdict =
    max === undefined ? "" : `${isMissed ? "MISSED" : "ok"}: at most ${max.toLocaleString("en-US")}`;
  return [name, text, verdict] as const;
};

/** The page in a real Chromium before the real server: how much comes, how soon it stands, what changes cost. */
export const benchConsole = async (): Promise<void> => {
  const browser = await launchChromium();
  try {
    line(`Chromium ${browser.version()}`);
    const small = await during(40, async (platform) => ({
      fieldBytes: await measureField(browser, platform),
      ...(await measureSlowLine(browser, platform)),
    }));
    const storm = await during(sites, (platform) => measureStorm(browser, platform));
    const timed = (name: string, value: number, max?: number) =>
      row(name, value, { text: milliseconds(value), ...(max !== undefined && { max }) });
    table([
      row("field view, first load: scripts as sent", small.fieldBytes, {
        max: bars.fieldScriptBytesMax,
        text: `${small.fieldBytes.toLocaleString("en-US")} bytes`,
      }),
      timed(`${alarms.toLocaleString("en-US")} active alarms, opened for the first time`, storm.coldMs),
      timed(`${alarms.toLocaleString("en-US")} active alarms, opened`, storm.warmMs, bars.openMsMax),
      timed(`${updates} updates, main thread`, storm.updatesMs, bars.updatesMsMax),
      timed("site page at 50 kbit/s and 1 s, from the list of sites", small.fromListMs, bars.sitePageMsMax),
      timed("site page at 50 kbit/s and 1 s, opened again", small.warmMs, bars.sitePageMsMax),
      timed("site page at 50 kbit/s and 1 s, nothing known yet", small.coldMs),
    ]);
  } finally {
    await browser.close();
  }
};
