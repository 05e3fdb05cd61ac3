import { useEffect } from "preact/hooks";
import type { PhotoView, VisitView } from "../../api/contract.ts";
import { onFrame } from "../live/live.ts";
import { actorText } from "../parts/actor-text.ts";
import { MoreButton } from "../parts/more-button.tsx";
import { withQuery } from "../request/request.ts";
import { usePages } from "../request/use-pages.ts";
import { viewer } from "../session/session.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import "./site-visits.css";

const say = wordsOf({
  vi: {
    title: "Người ở trạm và trên đường",
    none: "Chưa ai báo đi tới trạm.",
    "on-the-way": "đang trên đường",
    "on-site": "đã tới trạm",
    fixed: "đã khắc phục",
    left: "đã rời trạm",
    photos: "Ảnh",
    photo: "Ảnh do {actor} chụp lúc {at}",
  },
  en: {
    title: "Who is there and on the way",
    none: "Nobody has said that they go there.",
    "on-the-way": "on the way",
    "on-site": "on site",
    fixed: "fixed",
    left: "left",
    photos: "Photos",
    photo: "Photo by {actor}, {at}",
  },
});

const sitePath = (site: string, list: string): string => `/api/v1/sites/${encodeURIComponent(site)}/${list}`;

/** Whose work needs photos of people and places; the platform refuses them to everybody else. */
const seesPhotos = (): boolean => {
  const who = viewer.value;
  return who.kind === "somebody" && ["admin", "noc-operator", "technician"].includes(who.role);
};

/** Photos taken at a site, newest first. */
const Photos = ({ site }: { readonly site: string }) => {
  const { items } = usePages<PhotoView>(withQuery(sitePath(site, "photos"), {}), 12);
  if (items.length === 0) return null;
  return (
    <>
      <h3>{say("photos")}</h3>
      <ul class="photos">
        {items.map(({ id, url, actor, occurredAt, caption }) => (
          <li key={id}>
            <a href={url} target="_blank" rel="noopener">
              <img
                src={url}
                loading="lazy"
                alt={caption || say("photo", { actor: actorText(actor), at: localTime(occurredAt) })}
              />
            </a>
            <p class="small">
              <bdi>{caption}</bdi> {actorText(actor)} · {localTime(occurredAt)}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
};

/** Who goes to a site, who is there, what they said and saw; follows the stream. */
export const SiteVisits = ({ site }: { readonly site: string }) => {
  const list = usePages<VisitView>(sitePath(site, "visits"), 10);
  useEffect(
    () =>
      onFrame((frame) => {
        if (frame.event === "visit" && frame.data.site === site) list.reload();
      }),
    [site],
  );
  return (
    <section class="panel stack" aria-labelledby="site-visits">
      <h2 id="site-visits">{say("title")}</h2>
      <ul>
        {list.items.map(({ id, actor, kind, occurredAt, note }) => (
          <li key={id}>
            <strong>{actorText(actor)}</strong> {say(kind)} · {localTime(occurredAt)} <bdi>{note}</bdi>
          </li>
        ))}
      </ul>
      <MoreButton list={list} empty={say("none")} />
      {seesPhotos() && <Photos site={site} />}
    </section>
  );
};
