import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { z } from "zod";
import { pagePaths } from "../../console/paths.ts";
import { testInBrowser } from "./chromium.ts";
import { deafChannel, furnish } from "./furnish.ts";
import { openStage, type Stage } from "./stage.ts";
import { type WatchedPage, watchPage } from "./watched-page.ts";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let stage: Stage;
let paths: readonly string[];
beforeAll(async () => {
  stage = await openStage({
    atEnd: onTestFinished,
    more: deafChannel,
    environment: { NOC_SECRET: "a secret between us" },
  });
  const root = await furnish(stage);
  paths = Object.values(pagePaths).map((path) => path.replace(":id", root).replace(":site", "BPH0001"));
});
afterAll(() => stage?.close());

const violations = z.array(z.object({ id: z.string(), help: z.string(), places: z.array(z.string()) }));

/** What axe finds wrong with the page as it is now, one line for each rule. */
const findWrong = async ({ page }: WatchedPage, options: string): Promise<readonly string[]> => {
  const found = await page.evaluate(
    `axe.run(document, ${options}).then(({ violations }) => violations.map(({ id, help, nodes }) =>
      ({ id, help, places: nodes.slice(0, 3).map(({ target, failureSummary }) => target + " " + failureSummary) })))`,
  );
  const { pathname } = new URL(page.url());
  return violations
    .parse(found)
    .map(({ id, help, places }) => `${pathname} ${id}: ${help}: ${places.join(" | ")}`);
};

/** Whether nothing is shown there but the way back to the alarms. */
const isMissing = async ({ page }: WatchedPage): Promise<boolean> =>
  (await page.locator("main h1").count()) === 0 && (await page.locator('main > p > a[href="/"]').count()) > 0;

const allRules = '{ rules: { "target-size": { enabled: true } } }';
const colourRules = '{ runOnly: ["color-contrast"] }';

/** Everything that axe finds on all pages in one language. */
const findWrongIn = async (language: "vi" | "en"): Promise<readonly string[]> => {
  const context = await stage.openContext({ language });
  await context.addInitScript({ path: axePath });
  const watched = await watchPage(context, "/");
  const wrong: string[] = [];
  for (const path of paths) {
    await watched.go(path);
    if (await isMissing(watched)) wrong.push(`${path} is no page`);
    wrong.push(...(await findWrong(watched, allRules)));
    await watched.page.evaluate('document.documentElement.dataset.theme = "dark"');
    // The other look has other colours and nothing else.
    wrong.push(...(await findWrong(watched, colourRules)).map((line) => `dark ${line}`));
    await watched.page.evaluate('document.documentElement.dataset.theme = "light"');
  }
  return wrong;
};

testInBrowser(
  "axe finds nothing on any page, in Vietnamese and English, light and dark",
  async () => {
    const wrong = await Promise.all([findWrongIn("vi"), findWrongIn("en")]);
    expect(wrong.flat()).toEqual([]);
  },
  60_000,
);

/** What makes the page itself wider than the window; nothing where it is not. */
const findWide = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > clientWidth && !element.closest(".scroll-across"))
    .slice(0, 3)
    .map((element) => location.pathname + " " + element.outerHTML.slice(0, 150));
})()`;

testInBrowser(
  "no page asks another host, breaks the content security policy, complains, or scrolls sideways at 400 %",
  async () => {
    // 1280 px at 400 % (WCAG 1.4.10).
    const context = await stage.openContext({ viewport: { width: 320, height: 256 } });
    const watched = await watchPage(context, "/");
    const wide: string[] = [];
    for (const path of paths) {
      await watched.go(path);
      wide.push(...z.array(z.string()).parse(await watched.page.evaluate(findWide)));
    }
    expect(watched.strangeUrls).toEqual([]);
    expect(watched.complaints).toEqual([]);
    expect(wide).toEqual([]);
  },
);

testInBrowser("the content security policy lets nothing run but the platform's own files", async () => {
  const answer = await fetch(stage.served.urls.http);
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/unsafe|http:|https:|\*/);
});

const focused = z.object({ name: z.string(), isVisible: z.boolean(), isMarked: z.boolean() });

/** What has the focus: what it is, whether it is on the screen, whether its focus is to be seen. */
const focusNow = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
  const { width, height } = element.getBoundingClientRect();
  return {
    name: element.tagName + " " + (element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 40),
    isVisible: width > 0 && height > 0,
    isMarked: (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none",
  };
})()`;

/** Marks what can be used now and gives back how many there are. */
const countUsable = `(() => {
  const usable = [...document.querySelectorAll(
    "main :is(a[href], button, input, select, textarea, summary, [tabindex='0'])",
  )].filter((element) => !element.disabled && element.tabIndex >= 0 && element.checkVisibility());
  for (const element of usable) element.setAttribute("data-unreached", "");
  document.addEventListener("focusin", ({ target }) => target.removeAttribute("data-unreached"));
  return usable.length;
})()`;

const unreached = `[...document.querySelectorAll("[data-unreached]")]
  .filter((element) => element.isConnected && element.checkVisibility())
  .map((element) => element.outerHTML.slice(0, 120))`;

testInBrowser.for(["the list of alarms", "the root cause", "the site"])(
  "with the keyboard alone everything on the page of %s is reached, with its focus to be seen",
  async (name) => {
    const [list = "", alarm = "", , site = ""] = paths;
    const path = { "the list of alarms": list, "the root cause": alarm, "the site": site }[name] ?? "";
    const { page } = await watchPage(await stage.openContext(), path);
    const usable = z.number().parse(await page.evaluate(countUsable));
    expect(usable).toBeGreaterThan(3);
    const unmarked: unknown[] = [];
    // The header and what comes meanwhile are stepped through too.
    for (let step = 0; step < usable + 40; step++) {
      await page.keyboard.press("Tab");
      const at = focused.parse(await page.evaluate(focusNow));
      if (!at.name.startsWith("BODY") && !(at.isVisible && at.isMarked)) unmarked.push(at);
    }
    expect(unmarked).toEqual([]);
    expect(await page.evaluate(unreached)).toEqual([]);
  },
);
