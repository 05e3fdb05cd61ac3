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
    past: "Tình trạng tuyến lúc đó không được lưu: xem các cảnh báo.",
  },
  en: {
    title: "Links",
    none: "The inventory names none.",
    microwave: "microwave",
    fibre: "fibre",
    up: "up",
    down: "DOWN",
    to: "to",
    past: "How links were then is not kept: see the alarms.",
  },
});

const renewEveryMs = 10_000;

/** How a link is; nothing of the past, since only the present is known. */
const LinkState = ({ state }: Pick<LinkView, "state">) => {
  if (moment.value !== null) return null;
  return state === "down" ? <strong>▲ {say("down")}</strong> : <span>{say("up")}</span>;
};

const otherEnd = ({ from, to }: LinkView, site: string): string => {
  const [fromSite = ""] = from.split("/");
  const [toSite = ""] = to.split("/");
  return fromSite === site ? toSite : fromSite;
};

/** The site's links to its neighbours, and which of them are down. */
export const SiteLinks = ({ site }: { readonly site: string }) => {
  const { state, reload } = useLoaded<Page<LinkView>>(withQuery("/api/v1/links", { site, limit: 200 }));
  useEffect(() => {
    const timer = setInterval(reload, renewEveryMs);
    return () => clearInterval(timer);
  }, [site]);
  const links = state.kind === "ready" ? state.data.items : [];
  return (
    <section class="panel" aria-labelledby="site-links">
      <h2 id="site-links">{say("title")}</h2>
      {state.kind === "ready" && links.length === 0 && <p class="quiet">{say("none")}</p>}
      {moment.value !== null && <p class="quiet small">{say("past")}</p>}
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
