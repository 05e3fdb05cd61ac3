import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { itemsOf } from "../e2e/house.ts";
import { until } from "../until.ts";
import { testInBrowser } from "./chromium.ts";
import { openStage, type Stage } from "./stage.ts";

const password = "a long password for tests";
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ atEnd: onTestFinished });
});
afterAll(() => stage?.close());

const hire = async (username: string, operators: "all" | readonly string[] = "all"): Promise<void> => {
  const scope = { operators, communes: "all" };
  const user = { username, password, role: "technician", scope };
  expect((await stage.served.ask("POST", "/api/v1/users", user)).status).toBe(201);
};

/** A new password ends all sessions of a user. */
const endSession = (username: string) => stage.served.ask("PATCH", `/api/v1/users/${username}`, { password });

const logIn = async (page: Page, username: string): Promise<void> => {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.locator("form.login").getByRole("button", { name: "Log in" }).click();
};

const openPhone = async (path: string, username: string) => {
  const viewport = { width: 360, height: 740 };
  const context: BrowserContext = await stage.openContext({ viewport, hasTouch: true, isLoggedIn: false });
  const page = await context.newPage();
  await page.goto(path);
  await logIn(page, username);
  return { context, page };
};

const keptOffline = `navigator.serviceWorker.ready.then(() => true)`;

testInBrowser(
  "a photo taken without a network outlives a session that ended meanwhile, and the login can wait",
  async () => {
    await hire("lan");
    const { context, page } = await openPhone("/s/BPH0001", "lan");
    await page.getByText("Live data").waitFor();
    await page.evaluate(keptOffline);
    await context.setOffline(true);
    await page.reload();
    await page.getByText("the platform can't be reached").waitFor();
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "a.png", mimeType: "image/png", buffer: png });
    await page.getByLabel("Caption").fill("bình phồng");
    await endSession("lan");
    await context.setOffline(false);
    await page.getByText("Your session has ended.").waitFor();
    await page.getByRole("button", { name: "Later" }).click();
    expect(await page.getByLabel("Caption").inputValue()).toBe("bình phồng");
    await page.getByRole("button", { name: "Send photo" }).click();
    await page.getByText("1 waiting to be sent").click();
    // The whole list is in sight, however narrow the phone.
    const box = await page.locator(".outbox").boundingBox();
    expect([(box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? 999) <= 360]).toEqual([true, true]);
    await page.getByText("1 waiting to be sent").click();
    await page.getByText("log in to load new data").waitFor();
    await page.locator(".field-head").getByRole("button", { name: "Log in" }).click();
    await logIn(page, "lan");
    await page.getByText("1 waiting to be sent").waitFor({ state: "hidden" });
    expect(await itemsOf(stage.served, "/api/v1/sites/BPH0001/photos")).toMatchObject([
      { actor: "lan", caption: "bình phồng", clock: "device" },
    ]);
  },
);

testInBrowser("a phone that changes hands shows and sends nothing of the one who had it before", async () => {
  await hire("tam");
  await hire("vnp", ["VNP"]);
  const { context, page } = await openPhone("/field", "tam");
  const search = page.getByRole("searchbox");
  await search.fill("chơn thành");
  await page.getByRole("link", { name: "Chơn Thành" }).click();
  await page.getByText("Live data").waitFor();
  await page.getByLabel("Note that goes with it").fill("draft of tam");
  await context.route("**/visits", (route) => route.abort());
  await page.getByRole("button", { name: "I am on site" }).click();
  await page.getByText("1 waiting to be sent").waitFor();
  await page.getByLabel("Note that goes with it").fill("another draft of tam");
  // Another tab of the same browser: both share the session.
  const other = await context.newPage();
  await other.goto("/field");
  await other.getByRole("button", { name: "Log out tam" }).click();
  await page.getByText("Your session has ended.").waitFor();
  await logIn(other, "vnp");
  await page.getByText("There is no site BPH0005 within your scope").waitFor();
  await page.getByRole("link", { name: "My sites" }).click();
  await search.fill("chơn thành");
  await page.getByText("Not in the list on this device").waitFor();
  await search.fill("tân khai");
  await page.getByRole("link", { name: "Tân Khai" }).click();
  await page.getByText("Live data").waitFor();
  expect(await page.getByLabel("Note that goes with it").inputValue()).toBe("");
  expect(await page.getByRole("button", { pressed: true }).count()).toBe(0);
  await page.getByText("1 waiting to be sent").click();
  await page.getByText("waits for tam to log in").waitFor();
  await context.unroute("**/visits");
  await page.getByRole("button", { name: "On my way" }).click();
  await until(async () =>
    expect(await itemsOf(stage.served, "/api/v1/sites/BPH0006/visits")).toMatchObject([{ actor: "vnp" }]),
  );
  expect(await itemsOf(stage.served, "/api/v1/sites/BPH0005/visits")).toEqual([]);
});
