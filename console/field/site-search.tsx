import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { goTo } from "../router/place.ts";
import { viewer } from "../session/session.ts";
import { wordsOf } from "../words/words.ts";
import { lists, renewList } from "./field-lists.ts";
import { searchSites } from "./kept-site.ts";

const say = wordsOf({
  vi: {
    label: "Tìm trạm theo mã hoặc tên",
    open: "Mở",
    unknown: "Không thấy trong danh sách trên máy này. Nhấn Mở để thử đúng mã này.",
    results: "Trạm tìm thấy",
  },
  en: {
    label: "Find a site by code or name",
    open: "Open",
    unknown: "Not in the list on this device. Press Open to try exactly this code.",
    results: "Sites found",
  },
});

const shownMax = 8;
const textCharactersMax = 100;

/** Finds a site by code or name among the names that this device keeps; a code that it does not know can be tried. */
export const SiteSearch = () => {
  const text = useSignal("");
  const isWanted = useSignal(false);
  const isKnown = viewer.value.kind === "somebody";
  useEffect(() => {
    if (isWanted.value && isKnown) void renewList("names");
  }, [isWanted.value, isKnown]);
  const found = searchSites(lists.value.names?.value ?? [], text.value, shownMax);
  const typed = text.value.trim();
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const code = found[0]?.code ?? typed.toUpperCase();
    if (code !== "") goTo(fillPath(pagePaths.fieldSite, { site: code }));
  };
  return (
    <search>
      <form class="site-search" onSubmit={onSubmit}>
        <label for="site-search">{say("label")}</label>
        <div class="field-row">
          <input
            id="site-search"
            type="search"
            autocapitalize="characters"
            autocomplete="off"
            maxLength={textCharactersMax}
            value={text.value}
            onFocus={() => {
              isWanted.value = true;
            }}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
          <button type="submit">{say("open")}</button>
        </div>
      </form>
      <div role="status">{typed !== "" && found.length === 0 && <p class="quiet">{say("unknown")}</p>}</div>
      {found.length > 0 && (
        <ul class="site-found" aria-label={say("results")}>
          {found.map(({ code, name }) => (
            <li key={code}>
              <a href={fillPath(pagePaths.fieldSite, { site: code })}>
                <bdi class="field-clip">{name}</bdi> <span class="quiet">{code}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
};
