import { useComputed, useSignal } from "@preact/signals";
import type { LinkView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { severityText } from "../parts/severity.ts";
import { presenceOf, worstOf } from "../sites/site-order.ts";
import { wordsOf } from "../words/words.ts";
import { MapLinks } from "./map-links.tsx";
import { MapSite } from "./map-site.tsx";
import type { MapPicture, Spot } from "./projection.ts";
import { useMapPointer } from "./use-map-pointer.ts";
import { pictureSize, type View, wholeView, zoomed } from "./view.ts";
import "./map-view.css";

const say = wordsOf({
  vi: {
    label: "Bản đồ {count} trạm, {troubled} trạm có cảnh báo, {down} tuyến đứt",
    nearer: "Phóng to",
    further: "Thu nhỏ",
    whole: "Toàn tỉnh",
    normal: "bình thường",
    offline: "mất liên lạc",
  },
  en: {
    label: "Map of {count} {count|site|sites}, {troubled} in alarm, {down} {down|link|links} down",
    nearer: "Zoom in",
    further: "Zoom out",
    whole: "Whole province",
    normal: "normal",
    offline: "silent",
  },
});

interface Properties {
  readonly picture: MapPicture;
  readonly links: readonly LinkView[];
}

const captionOf = ({ code }: Spot): string => {
  const site = board.sites.get(code);
  if (site === undefined) return code;
  const worst = worstOf(site);
  const state = worst === null ? say("normal") : severityText(worst);
  return `${site.name} (${code}): ${presenceOf(site) === "offline" ? say("offline") : state}`;
};

/** The map itself: buttons, wheel and dragging show another part of it, a press on a site opens it. */
export const MapView = ({ picture, links }: Properties) => {
  const view = useSignal<View>(wholeView);
  const { pointed, handlers } = useMapPointer(picture, view);
  const states = useComputed(() => new Map([...board.sitesNow].map(([code, site]) => [code, worstOf(site)])));
  const { x, y, width, height } = view.value;
  const zoom = (factor: number): void => {
    view.value = zoomed(view.value, factor, { x: x + width / 2, y: y + height / 2 });
  };
  const label = say("label", {
    count: picture.spots.length,
    troubled: [...states.value.values()].filter((worst) => worst !== null).length,
    down: links.filter(({ state }) => state === "down").length,
  });
  return (
    <div class="map">
      <div class="bar">
        <button type="button" onClick={() => zoom(2)}>
          {say("nearer")}
        </button>
        <button type="button" onClick={() => zoom(0.5)}>
          {say("further")}
        </button>
        <button
          type="button"
          onClick={() => {
            view.value = wholeView;
          }}
        >
          {say("whole")}
        </button>
        <span role="status">{pointed.value === null ? "" : captionOf(pointed.value)}</span>
      </div>
      <svg viewBox={`${x} ${y} ${width} ${height}`} role="img" aria-label={label} {...handlers}>
        <g class="map-ground">
          {picture.ground.map((line) => (
            <path key={line} d={line} />
          ))}
        </g>
        <MapLinks links={links} spots={picture.spots} />
        {picture.spots.map((spot) => (
          <MapSite
            key={spot.code}
            spot={spot}
            worst={states.value.get(spot.code) ?? null}
            scale={width / pictureSize.width}
          />
        ))}
      </svg>
    </div>
  );
};
