import { useEffect, useRef } from "preact/hooks";
import { pagePaths } from "../paths.ts";
import { address, place } from "../router/place.ts";
import { hasRole } from "../session/session.ts";
import { wordsOf } from "../words/words.ts";
import { type PageEntry, pageNames, pages } from "./pages.ts";

const say = wordsOf({
  vi: { menu: "Danh mục", watch: "Trực", "look-back": "Xem lại", administration: "Quản trị" },
  en: { menu: "Menu", watch: "Watch", "look-back": "Look back", administration: "Administration" },
});

const sections = ["watch", "look-back", "administration"] as const;

const isSeen = ({ roles }: PageEntry): boolean => roles === undefined || hasRole(...roles);

type SectionName = (typeof sections)[number];

interface LinksProperties {
  readonly section: SectionName;
  /** The field view and the wall are looked at elsewhere: the bar of the desk has no room for them. */
  readonly isDeskOnly?: boolean;
}

const PageLinks = ({ section, isDeskOnly = false }: LinksProperties) =>
  pageNames.flatMap((name) => {
    const page = pages[name];
    if (page?.menu !== section || !isSeen(page) || (isDeskOnly && page.isBare)) return [];
    return [
      <li key={name}>
        <a href={pagePaths[name]} aria-current={place.value?.name === name ? "page" : undefined}>
          {page.title()}
        </a>
      </li>,
    ];
  });

const hasPages = (section: SectionName): boolean =>
  pageNames.some((name) => {
    const page = pages[name];
    return page?.menu === section && isSeen(page);
  });

/** What is looked at all day, one press away; small screens find it in the menu. */
export const WatchLinks = () => (
  <nav class="watch-links" aria-label={say("watch")}>
    <ul>
      <PageLinks section="watch" isDeskOnly />
    </ul>
  </nav>
);

/** All pages that the viewer may see; closes when one is chosen. */
export const Menu = () => {
  const box = useRef<HTMLDetailsElement>(null);
  const { path } = address.value;
  useEffect(() => box.current?.removeAttribute("open"), [path]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") box.current?.removeAttribute("open");
  };
  return (
    <details class="drop" ref={box} onKeyDown={onKeyDown}>
      <summary>{say("menu")}</summary>
      <nav class="drop-box menu" aria-label={say("menu")}>
        {sections.filter(hasPages).map((section) => (
          <section key={section}>
            <h2 class="small quiet">{say(section)}</h2>
            <ul>
              <PageLinks section={section} />
            </ul>
          </section>
        ))}
      </nav>
    </details>
  );
};
