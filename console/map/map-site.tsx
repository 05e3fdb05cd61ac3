import { board } from "../live/board.ts";
import { type Severity, severityCode } from "../parts/severity.ts";
import { presenceOf } from "../sites/site-order.ts";
import type { Spot } from "./projection.ts";
import { pictureSize } from "./view.ts";

interface Properties {
  readonly spot: Spot;
  readonly worst: Severity | null;
  /** Share of the whole picture that is shown: marks keep their size on the screen. */
  readonly scale: number;
}

const shapes: Readonly<Record<Severity, string>> = {
  critical: "M-4-9h8l5 5v8l-5 5h-8l-5-5v-8z",
  major: "M0-10 10 8h-20z",
  minor: "M-8-8H8V8H-8z",
  warning: "M-9 0a9 9 0 1 0 18 0 9 9 0 1 0-18 0",
  indeterminate: "M0-10 10 0 0 10-10 0z",
};

/** Beyond this part of the picture's width names stand to the left of their marks. */
const edgeShare = 0.7;

/** A site on the map: a grey dot, or the shape, colour and letters of its gravest alarm; hollow while it is silent. */
export const MapSite = ({ spot, worst, scale }: Properties) => {
  const site = board.sites.get(spot.code);
  const isSilent = site !== undefined && presenceOf(site) === "offline";
  const isNamed = worst !== null || isSilent || site?.class === "hub" || scale < 0.5;
  // A name beyond the edge of the picture is cut off.
  const isAtEdge = spot.x > pictureSize.width * edgeShare;
  return (
    <g
      class={`map-site${worst === null ? "" : ` is-${worst}`}${isSilent ? " is-silent" : ""}`}
      transform={`translate(${spot.x} ${spot.y}) scale(${Math.sqrt(scale)})`}
    >
      <g class="map-mark">
        {worst === null ? <circle r={isSilent ? 6 : 4} /> : <path d={shapes[worst]} />}
        {isNamed && (
          <text
            class={worst === null && !isSilent && scale >= 0.5 ? "is-landmark" : ""}
            x={isAtEdge ? -13 : 13}
            y="4"
            text-anchor={isAtEdge ? "end" : "start"}
          >
            {site?.name ?? spot.code}
            {worst === null ? "" : ` ${severityCode[worst]}`}
          </text>
        )}
      </g>
    </g>
  );
};
