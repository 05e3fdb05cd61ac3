import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { z } from "zod";
import { exampleProvincePath } from "../../inventory/load.ts";
import { itemsOf } from "../e2e/house.ts";
import { until } from "../until.ts";
import { testInBrowser } from "./chromium.ts";
import { openFrozenProxy } from "./frozen-proxy.ts";
import { openStage, type Stage } from "./stage.ts";
import { watchPage } from "./watched-page.ts";

const html = '<img src=x onerror="document.title=1"><b>bold</b>';
const rightToLeft = "\u202eđảo ngược\u2067";
const longName = `${html} ${rightToLeft} ${"W".repeat(120)}`;
const longText = `${html} ${rightToLeft} ${"dài".repeat(100)}`;

/** The example province with a site of a hostile name, and one of which nobody knows where it stands. */
const inventory = readFileSync(exampleProvincePath, "utf8")
  .replace("code: BPH0005, name: Chơn Thành", `code: BPH0005, name: ${JSON.stringify(longName)}`)
  .replace(/(code: BPH0006,.*) latitude: [\d.]+, longitude: [\d.]+,/, "$1");

const bilingual = JSON.stringify({ vi: longText, en: longText });
const rules = `rules: [{ alert: bts-down, for: 0s, annotations: { summary: ${bilingual}, action: ${bilingual} } }]`;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    atEnd: onTestFinished,
    files: { "inventory.yaml": inventory, "rules/hostile.yaml": rules },
  });
});
afterAll(() => stage?.close());

const rowOf = (page: Page, site: string) => page.getByRole("row", { name: site }).first();

/** What hostile words did to a page: elements of theirs, and rows (on a phone cards) or pages that they stretched. */
const damage = `[
  ...document.querySelectorAll("img, main b"),
  ...[...document.querySelectorAll("tr, nav a")].filter((element) => element.getBoundingClientRect().height > (innerWidth < 600 ? 640 : 300)),
].map((element) => element.outerHTML.slice(0, 100)).concat(
  document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["the page scrolls sideways"] : [])`;

testInBrowser(
  "names, alarms, notes and payloads with HTML, right-to-left marks and thousands of characters stay text",
  async () => {
    await stage.tell("BPH0005/pwr", { "mains.present": false });
    await stage.tell("BPH0005/bts-vtl-4g", { "bts.up": false });
    await stage.send("BPH0005/nowhere", `${html}${"x".repeat(10_000)}`);
    const [alarm] = await itemsOf(stage.served, "/api/v1/alarms?site=BPH0005&type=bts-down");
    const note = `${html} ${rightToLeft} ${"ghi chú ".repeat(200)}`.slice(0, 2_000);
    const noted = await stage.served.ask("POST", `/api/v1/alarms/${alarm?.["id"]}/comment`, { note });
    expect(noted.status).toBe(200);
    for (const width of [1_440, 360]) {
      const context = await stage.openContext({ viewport: { width, height: 800 } });
      const { page, go, complaints } = await watchPage(context, "/?show=suppressed");
      const paths = [
        "/?show=suppressed",
        "/sites",
        "/sites/BPH0005",
        `/alarms/${alarm?.["id"]}`,
        "/map",
        "/s/BPH0005",
      ];
      for (const path of [...paths, "/field", "/dispatch", "/outages", "/quarantine", "/audit"]) {
        await go(path);
        expect({ path, damage: await page.evaluate(damage) }).toEqual({ path, damage: [] });
      }
      await go("/sites/BPH0005");
      await page.getByRole("heading", { level: 1 }).getByText(html).waitFor();
      expect(await page.title()).toContain("Trạm Canh");
      expect(complaints).toEqual([]);
    }
  },
);

testInBrowser("a site that stands nowhere is named beside the map, and its page says so", async () => {
  const page = await stage.openTab("/map");
  await page.getByText("Sites without a position (1)").click();
  await page.getByRole("group").getByRole("link", { name: "Tân Khai" }).click();
  await page.getByText("position not known").waitFor();
});

const aheadMs = 3 * 3_600_000;

testInBrowser("a browser whose clock is hours off shows so, and the right ages", async () => {
  const context = await stage.openContext();
  await context.addInitScript(`{
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) { super(...(given.length === 0 ? [Real.now() + ${aheadMs}] : given)); }
      static now() { return Real.now() + ${aheadMs}; }
    };
  }`);
  await stage.tell("BPH0007/pwr", { "mains.present": false });
  const { page } = await watchPage(context, "/");
  await page.getByText(/this device's clock is off by (3 h 0 min|2 h 59 min)/).waitFor();
  await until(async () =>
    expect(await rowOf(page, "BPH0007").locator("time").textContent()).toMatch(/^\d+ s$/),
  );
});

testInBrowser("a stream that falls silent greys the page within 15 s, and comes back by itself", async () => {
  const proxy = await openFrozenProxy(stage.served.urls.http);
  onTestFinished(() => proxy.close());
  const context = await stage.openContext({ url: proxy.url });
  await context.clock.install();
  const { page } = await watchPage(context, "/");
  await page
    .getByText(/\brows?\b|No active alarms/)
    .first()
    .waitFor();
  const stale = page.getByText("STALE since");
  proxy.freeze();
  await context.clock.fastForward(9_000);
  expect(await stale.count()).toBe(0);
  await context.clock.fastForward(6_500);
  await stale.waitFor();
  expect(await page.locator(".page-frame.is-stale").count()).toBe(1);
  await stage.tell("BPH0008/pwr", { "mains.present": false });
  // What the browser kept open for later is as dead as the stream; it finds out one by one.
  await until(async () => {
    await context.clock.fastForward(5_000);
    expect(await stale.count()).toBe(0);
  });
  await rowOf(page, "BPH0008").waitFor();
});

const password = "a long password for tests";
const changesOf = z.array(z.object({ action: z.string(), actor: z.string() }));

testInBrowser("what is done while a session ends is kept, asked for again and sent once", async () => {
  const site = "BPH0009";
  const user = { username: "hoa", password, role: "noc-operator" };
  expect((await stage.served.ask("POST", "/api/v1/users", user)).status).toBe(201);
  await stage.tell(`${site}/pwr`, { "mains.present": false });
  const page = await stage.openTab("/", { isLoggedIn: false });
  const logIn = async (): Promise<void> => {
    await page.getByLabel("Username").fill(user.username);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Log in" }).click();
  };
  await logIn();
  await page.route(
    "**/acknowledge",
    async (route) => {
      // The session ends at the platform after the act was begun and before it arrives.
      await stage.served.ask("PATCH", `/api/v1/users/${user.username}`, { password });
      await route.continue();
    },
    { times: 1 },
  );
  await rowOf(page, site).getByRole("button", { name: "Acknowledge" }).click();
  await page.getByText("Your session has ended.").waitFor();
  await page.getByText("1 waiting to be sent").waitFor();
  expect(await rowOf(page, site).count()).toBe(1);
  await logIn();
  await page.getByText("1 waiting to be sent").waitFor({ state: "hidden" });
  const [alarm] = await itemsOf(stage.served, `/api/v1/alarms?site=${site}&cleared=false`);
  expect(changesOf.parse(alarm?.["operatorChanges"])).toEqual([
    { action: "acknowledge", actor: user.username },
  ]);
});
