import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { LinkView, SiteView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { moment } from "../lookback/moment.ts";
import { ask, askAll } from "../request/request.ts";
import { type Boundaries, drawMap, type MapPicture, type Positioned } from "./projection.ts";
import { pictureSize } from "./view.ts";

const none: Boundaries = { type: "FeatureCollection", features: [] };
const renewEveryMs = 10_000;

/** What the map shows: the picture, the links, and sites of which nobody knows where they are. */
export interface MapContent {
  readonly picture: MapPicture;
  readonly links: readonly LinkView[];
  readonly unplaced: readonly SiteView[];
}

const isPlaced = (site: SiteView): site is SiteView & Positioned =>
  site.latitude !== null && site.longitude !== null;

/** Gathers what the map shows; links are asked anew while it is open, since alarms change them. */
export const useMap = (): MapContent => {
  const boundaries = useSignal<Boundaries>(none);
  const links = useSignal<readonly LinkView[]>([]);
  useEffect(() => {
    const readLinks = async (): Promise<void> => {
      links.value = await askAll<LinkView>("/api/v1/links");
    };
    const forgive = (): void => undefined;
    ask<Boundaries>("/api/v1/boundaries").then((given) => {
      boundaries.value = given;
    }, forgive);
    readLinks().catch(forgive);
    const timer = setInterval(() => void readLinks().catch(forgive), renewEveryMs);
    return () => clearInterval(timer);
  }, []);
  // Positions hardly ever change, states do each second: the picture is drawn anew only for the former.
  const places = useComputed(() => {
    return JSON.stringify(
      [...board.sitesNow.values()].map(({ code, latitude, longitude }) => [code, latitude, longitude]),
    );
  });
  const sites = useMemo(() => [...board.sites.values()], [places.value]);
  const picture = useMemo(
    () => drawMap(sites.filter(isPlaced), boundaries.value, pictureSize),
    [sites, boundaries.value],
  );
  // Only how links are now is known: looking back, the map shows where they run and no more.
  const shownLinks =
    moment.value === null ? links.value : links.value.map((link) => ({ ...link, state: "up" as const }));
  return { picture, links: shownLinks, unplaced: sites.filter((site) => !isPlaced(site)) };
};
