import type { LinkView } from "../../api/contract.ts";
import type { Spot } from "./projection.ts";

const siteOf = (path: string): string => path.split("/")[0] ?? "";

interface Properties {
  readonly links: readonly LinkView[];
  readonly spots: readonly Spot[];
}

/** Links between sites; those that are down are thick, broken and coloured. */
export const MapLinks = ({ links, spots }: Properties) => {
  const byCode = new Map(spots.map((spot) => [spot.code, spot]));
  return (
    <g class="map-links">
      {links.map(({ code, from, to, state }) => {
        const one = byCode.get(siteOf(from));
        const other = byCode.get(siteOf(to));
        if (one === undefined || other === undefined) return null;
        return (
          <line
            key={code}
            class={state === "down" ? "is-down" : ""}
            x1={one.x}
            y1={one.y}
            x2={other.x}
            y2={other.y}
          />
        );
      })}
    </g>
  );
};
