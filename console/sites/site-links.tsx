import { useEffect } from "preact/hooks";
import type { LinkView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { moment } from "../lookback/moment.ts";
import { pagePaths } from "../paths.ts";
import { type Page, withQuery } from "../request/request.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { fillPath } from "../router/match.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    title: "Tuyến truyền dẫn",
    none: "Không có tuyến nào trong danh mục.",
    microwave: "vi ba",
    fibre: "cáp quang",
    up: "thông",
    down: "ĐỨT",
    to: "tới",
  },
  en: {
    title: "Links",
    none: "The inventory names none.",
    microwave: "microwave",
    fibre: "fibre",
    up: "up",
    down: "DOWN",
    to: "to",
  },
});

const renewEveryMs = 10_000;

const LinkState = ({ state }: Pick<LinkView, "state">) =>
  state === "down" ? <strong>▲ {say("down")}</strong> : <span>{say("up")}</span>;

const otherEnd = ({ from, to }: LinkView, site: string): string => {
  const [fromSite = ""] = from.split("/");
  const [toSite = ""] = to.split("/");
  return fromSite === site ? toSite : fromSite;
};

/** The site's links to its neighbours, and which of them are down. */
export const SiteLinks = ({ site }: { readonly site: string }) => {
  const at = moment.value === null ? undefined : new Date(moment.value).toISOString();
  const { state, reload } = useLoaded<Page<LinkView>>(withQuery("/api/v1/links", { site, at, limit: 200 }));
  useEffect(() => {
    if (at !== undefined) return;
    const timer = setInterval(reload, renewEveryMs);
    return () => clearInterval(timer);
  }, [site, at]);
  const links = state.kind === "ready" ? state.data.items : [];
  return (
    <section class="panel" aria-labelledby="site-links">
      <h2 id="site-links">{say("title")}</h2>
      {state.kind === "ready" && links.length === 0 && <p class="quiet">{say("none")}</p>}
      <ul>
        {links.map((link) => {
          const other = otherEnd(link, site);
          return (
            <li key={link.code}>
              {link.code} ({say(link.kind)}) <LinkState state={link.state} />
              {" · "}
              {say("to")}{" "}
              <a href={fillPath(pagePaths.site, { site: other })}>
                <bdi>{board.sites.get(other)?.name ?? other}</bdi>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
};
