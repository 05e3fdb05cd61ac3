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

const Section = ({ section }: { readonly section: (typeof sections)[number] }) => {
  const entries = pageNames.flatMap((name) => {
    const page = pages[name];
    return page?.menu === section && isSeen(page) ? [{ name, page }] : [];
  });
  if (entries.length === 0) return null;
  return (
    <section>
      <h2 class="small quiet">{say(section)}</h2>
      <ul>
        {entries.map(({ name, page }) => (
          <li key={name}>
            <a href={pagePaths[name]} aria-current={place.value?.name === name ? "page" : undefined}>
              {page.title()}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** All pages that the viewer may see; closes when one is chosen. */
export const Menu = () => {
  const box = useRef<HTMLDetailsElement>(null);
  const { path } = address.value;
  useEffect(() => box.current?.removeAttribute("open"), [path]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") box.current?.removeAttribute("open");
  };
  return (
    <details class="menu" ref={box} onKeyDown={onKeyDown}>
      <summary>{say("menu")}</summary>
      <nav aria-label={say("menu")}>
        {sections.map((section) => (
          <Section key={section} section={section} />
        ))}
      </nav>
    </details>
  );
};
