import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { LinkView, SiteView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { moment } from "../lookback/moment.ts";
import { ask, askAll, withQuery } from "../request/request.ts";
import { type Boundaries, drawMap, type MapPicture, type Positioned } from "./projection.ts";
import { pictureSize } from "./view.ts";

const none: Boundaries = { type: "FeatureCollection", features: [] };
const renewEveryMs = 10_000;

const forgive = (): void => undefined;

const linksPath = (atMs: number | null): string =>
  withQuery("/api/v1/links", { at: atMs === null ? undefined : new Date(atMs).toISOString() });

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
    ask<Boundaries>("/api/v1/boundaries").then((given) => {
      boundaries.value = given;
    }, forgive);
  }, []);
  const shown = moment.value;
  useEffect(() => {
    const readLinks = async (): Promise<void> => {
      const read = await askAll<LinkView>(linksPath(shown));
      if (moment.peek() === shown) links.value = read;
    };
    // Those of another moment say nothing of this one.
    links.value = [];
    readLinks().catch(forgive);
    if (shown !== null) return;
    const timer = setInterval(() => void readLinks().catch(forgive), renewEveryMs);
    return () => clearInterval(timer);
  }, [shown]);
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
  return { picture, links: links.value, unplaced: sites.filter((site) => !isPlaced(site)) };
};
