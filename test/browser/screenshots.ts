import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pagePaths } from "../../console/paths.ts";
import { deafChannel, furnish } from "./furnish.ts";
import { openStage, type Stage, type TabOptions } from "./stage.ts";
import { watchPage } from "./watched-page.ts";

const folder = fileURLToPath(new URL("../../screenshots/", import.meta.url));

/** How each page is taken: both looks and both languages at a desk, and as a phone shows it. */
const looks = [
  { name: "desk-light-vi", width: 1_440, theme: "light", language: "vi" },
  { name: "desk-dark-en", width: 1_440, theme: "dark", language: "en" },
  { name: "phone-light-vi", width: 360, theme: "light", language: "vi" },
  { name: "phone-dark-en", width: 360, theme: "dark", language: "en" },
] as const;

/** Takes all pages in one look; `only` names those that are wanted. */
const takeLook = async (stage: Stage, root: string, look: (typeof looks)[number]): Promise<void> => {
  const { name, width, theme, language } = look;
  const options: TabOptions = { theme, language, viewport: { width, height: width > 600 ? 900 : 740 } };
  const context = await stage.openContext({ ...options, isMobile: width < 600, hasTouch: width < 600 });
  const only = process.argv.slice(2);
  const { page, go } = await watchPage(context, "/");
  for (const [pageName, path] of Object.entries(pagePaths)) {
    if (only.length > 0 && !only.includes(pageName)) continue;
    await go(path.replace(":id", root).replace(":site", "BPH0001"));
    await page.screenshot({ path: join(folder, `${pageName}-${name}.png`), fullPage: true });
  }
  await context.close();
};

mkdirSync(folder, { recursive: true });
const stage = await openStage({ more: deafChannel, environment: { NOC_SECRET: "a secret between us" } });
try {
  const root = await furnish(stage);
  for (const look of looks) await takeLook(stage, root, look);
  process.stdout.write(`${folder}\n`);
} finally {
  await stage.close();
}
