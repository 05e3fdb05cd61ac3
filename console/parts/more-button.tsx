import type { PagedList } from "../request/use-pages.ts";
import { wordsOf } from "../words/words.ts";
import { Trouble } from "./trouble.tsx";

const say = wordsOf({
  vi: { more: "Xem thêm", loading: "Đang tải…", none: "Không có gì." },
  en: { more: "Show more", loading: "Loading…", none: "Nothing here." },
});

interface Properties {
  readonly list: PagedList<unknown>;
  /** Said when the list is empty. */
  readonly empty?: string;
}

/** The foot of a list that is read page by page: more, still loading, nothing, or what went wrong. */
export const MoreButton = ({ list, empty }: Properties) => {
  if (list.trouble !== null) return <Trouble error={list.trouble} onRetry={list.reload} />;
  if (list.isLoading) return <p class="quiet">{say("loading")}</p>;
  if (list.items.length === 0) return <p class="quiet">{empty ?? say("none")}</p>;
  return list.hasMore ? (
    <button type="button" onClick={list.readMore}>
      {say("more")}
    </button>
  ) : null;
};
