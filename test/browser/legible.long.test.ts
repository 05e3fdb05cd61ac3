import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { z } from "zod";
import { testInBrowser } from "./chromium.ts";
import { furnish } from "./furnish.ts";
import { openStage, type Stage } from "./stage.ts";
import { watchPage } from "./watched-page.ts";

let stage: Stage;
let root: string;
beforeAll(async () => {
  stage = await openStage({ atEnd: onTestFinished });
  root = await furnish(stage);
});
afterAll(() => stage?.close());

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;

/** Letters of the smallest line that is shown within an element, px. */
const smallestLetters = `Math.min(...[...document.querySelectorAll(".wall *")]
  .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden, .wall-leave"))
  .filter(({ childNodes }) => [...childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== ""))
  .map((element) => parseFloat(getComputedStyle(element).fontSize)))`;

/** Parts of the wall that hold more than they show. */
const cutOff = `[...document.querySelectorAll(".wall, .wall-panel, .wall-cause")]
  .filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1)
  .map(({ className }) => className)`;

testInBrowser.for(["vi", "en"] as const)(
  "a wall of 1920 by 1080 in %s has no small print, and shows whole what it shows",
  async (language) => {
    const context = await stage.openContext({
      ...{ theme: "wall", language, viewport: { width: 1_920, height: 1_080 } },
    });
    const { page } = await watchPage(context, "/wall");
    await page.locator(".wall-cause").first().waitFor();
    expect(z.number().parse(await page.evaluate(smallestLetters))).toBeGreaterThanOrEqual(22);
    expect(await page.evaluate(cutOff)).toEqual([]);
  },
);

testInBrowser("marks on the map are to be seen on a phone, and what is wrong is named whole", async () => {
  const { page } = await watchPage(await stage.openContext(phone), "/map");
  const mark = page.locator(".map-site.is-major .map-mark path").first();
  await mark.waitFor();
  const box = await mark.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(11);
  const edges = await page.evaluate(
    `[...document.querySelectorAll(".map-site text")].filter((text) => text.checkVisibility())
      .map((text) => [text.getBoundingClientRect(), text.closest("svg").getBoundingClientRect()])
      .filter(([text, svg]) => text.left < svg.left || text.right > svg.right).length`,
  );
  expect(edges).toBe(0);
});

testInBrowser("a table is cards on a phone: nothing of it is cut off, each value has its title", async () => {
  const { page } = await watchPage(await stage.openContext({ ...phone, language: "en" }), "/dispatch");
  const cell = page.locator('td[data-title="Leave before"]').first();
  await cell.waitFor();
  const box = await cell.boundingBox();
  expect(Number(box?.x) + Number(box?.width)).toBeLessThanOrEqual(360);
  const title = `getComputedStyle(document.querySelector("td[data-title]"), "::before").content`;
  expect(await page.evaluate(title)).toMatch(/^"Site"/);
});

testInBrowser("what to do about an alarm stands once on its page", async () => {
  const { page } = await watchPage(await stage.openContext({ language: "en" }), `/alarms/${root}`);
  await page.getByRole("heading", { name: "What to do" }).waitFor();
  expect(await page.getByText(/prepare the generator|bring a generator/).count()).toBe(1);
});

testInBrowser("the first steps go on after a reload with the device that was made", async () => {
  const { page } = await watchPage(await stage.openContext({ language: "en" }), "/start");
  await page.getByText(/Its token was shown once/).waitFor();
  await page.getByRole("button", { name: /one more device/ }).click();
  const made = await page.locator(".secret").first().textContent();
  expect(made).not.toBe("");
  await page.reload();
  await page.getByText(/Its token was shown once/).waitFor();
  expect(await page.getByText(String(made)).count()).toBe(0);
});

testInBrowser("beside a chosen date stands which day it is", async () => {
  const { page } = await watchPage(await stage.openContext({ language: "vi" }), "/outages");
  await page.locator('input[type="datetime-local"]').first().fill("2026-12-11T14:05");
  await page.getByText("= Thứ Sáu 11/12/2026 14:05 +07").waitFor();
});

testInBrowser.for(["Menu", "admin"])(
  "what drops down from %s stays on the screen of a phone",
  async (name) => {
    const { page } = await watchPage(await stage.openContext({ ...phone, language: "en" }), "/sites");
    await page.locator("summary", { hasText: name }).click();
    await page.locator("details[open] .drop-box").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  },
);
