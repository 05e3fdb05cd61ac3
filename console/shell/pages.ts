import type { SessionView } from "../../api/contract.ts";
import { type PageName, pagePaths } from "../paths.ts";
import { wordsOf } from "../words/words.ts";
import type { PageComponent } from "./lazy.tsx";

const say = wordsOf({
  vi: { sites: "Trạm", site: "Trạm", preferences: "Tùy chọn" },
  en: { sites: "Sites", site: "Site", preferences: "Preferences" },
});

/** One page of the console: its code comes when somebody goes there. */
export interface PageEntry {
  readonly title: () => string;
  readonly load: () => Promise<PageComponent>;
  /** Who may see it; left out: everybody. The platform refuses what a page asks for in any case. */
  readonly roles?: readonly SessionView["role"][];
  /** Where the menu shows it; left out: nowhere. */
  readonly menu?: "watch" | "look-back" | "administration";
  /** Without the desk's header and menu: the wall, and the field view on a phone. */
  readonly isBare?: boolean;
}

/** The pages, by the names of their paths. */
export const pages: Readonly<Partial<Record<PageName, PageEntry>>> = {
  sites: {
    title: () => say("sites"),
    menu: "watch",
    load: async () => (await import("../sites/sites-page.tsx")).SitesPage,
  },
  site: {
    title: () => say("site"),
    load: async () => (await import("../sites/site-page.tsx")).SitePage,
  },
  preferences: {
    title: () => say("preferences"),
    menu: "administration",
    load: async () => (await import("../preferences/preferences-page.tsx")).PreferencesPage,
  },
};

/** Names of the pages in the order of `pagePaths`: the order of the menu. */
export const pageNames = Object.keys(pagePaths).filter((name): name is PageName =>
  Object.hasOwn(pagePaths, name),
);
