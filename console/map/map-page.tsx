import { board } from "../live/board.ts";
import { SiteLink } from "../parts/site-link.tsx";
import { wordsOf } from "../words/words.ts";
import { MapView } from "./map-view.tsx";
import { useMap } from "./use-map.ts";

const say = wordsOf({
  vi: {
    title: "Bản đồ trạm",
    unplaced: "Trạm chưa có tọa độ ({count})",
    empty: "Chưa có trạm nào trong danh mục.",
    list: "Danh sách trạm có cùng thông tin, dùng được bằng bàn phím.",
    toList: "Mở danh sách trạm",
  },
  en: {
    title: "Map of sites",
    unplaced: "Sites without a position ({count})",
    empty: "The inventory has no site yet.",
    list: "The list of sites holds the same, for the keyboard.",
    toList: "Open the list of sites",
  },
});

/** The sites where they stand, their links, and the path that failed. */
export const MapPage = () => {
  const { picture, links, unplaced } = useMap();
  return (
    <>
      <h1>{say("title")}</h1>
      {board.isRead.value && picture.spots.length === 0 && <p class="quiet">{say("empty")}</p>}
      <MapView picture={picture} links={links} />
      <p class="quiet small">
        {say("list")} <a href="/sites">{say("toList")}</a>
      </p>
      {unplaced.length > 0 && (
        <details class="panel">
          <summary>{say("unplaced", { count: unplaced.length })}</summary>
          <ul>
            {unplaced.map(({ code }) => (
              <li key={code}>
                <SiteLink site={code} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
};
