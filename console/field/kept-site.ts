import type { BriefAlarmView, LatestView, SiteStateView, SiteView } from "../../api/contract.ts";
import { byTrouble, folded } from "../sites/site-order.ts";
import { pinnedSitesMax, visitedSitesMax } from "./limits.ts";

/** How a site stood when it was last read. */
export interface SiteSnapshot {
  /** The platform's time then, ms since 1970 UTC. */
  readonly readAtMs: number;
  readonly site: SiteView;
  /** Active ones. */
  readonly alarms: readonly BriefAlarmView[];
  readonly latest: readonly LatestView[];
}

/** A site that a technician works on, as this device keeps it. */
export interface KeptSite {
  readonly code: string;
  readonly isPinned: boolean;
  /** When its page was last opened here, ms since 1970 UTC. */
  readonly visitedAtMs: number;
  /** Null until it could be read once. */
  readonly snapshot: SiteSnapshot | null;
}

const byVisit = (one: KeptSite, other: KeptSite): number => other.visitedAtMs - one.visitedAtMs;

/** Splits sites into those that stay and those that give way: pinned ones first come, others newest visit first. */
export const sitesToKeep = (
  sites: Iterable<KeptSite>,
): { readonly kept: readonly KeptSite[]; readonly dropped: readonly KeptSite[] } => {
  const ordered = [...sites].sort(byVisit);
  const pinned = ordered.filter(({ isPinned }) => isPinned);
  const visited = ordered.filter(({ isPinned }) => !isPinned);
  return {
    kept: [...pinned, ...visited.slice(0, visitedSitesMax)],
    dropped: visited.slice(visitedSitesMax),
  };
};

/** Whether no further site can be pinned. */
export const isPinboardFull = (sites: readonly KeptSite[]): boolean =>
  sites.filter(({ isPinned }) => isPinned).length >= pinnedSitesMax;

/** The gravest first; sites that were never read last, the newest visit first among them. */
export const inTroubleOrder = (sites: Iterable<KeptSite>): readonly KeptSite[] =>
  [...sites].sort((one, other) => {
    if (one.snapshot === null || other.snapshot === null) {
      return Number(one.snapshot === null) - Number(other.snapshot === null) || byVisit(one, other);
    }
    return byTrouble(one.snapshot.site, other.snapshot.site);
  });

/** The snapshot after an alarm changed; an older word about it than the one known is passed over. */
export const withAlarm = (snapshot: SiteSnapshot, alarm: BriefAlarmView): SiteSnapshot => {
  const known = snapshot.alarms.find(({ id }) => id === alarm.id);
  if (known !== undefined && known.lastChanged.receivedAt > alarm.lastChanged.receivedAt) return snapshot;
  const others = snapshot.alarms.filter(({ id }) => id !== alarm.id);
  return { ...snapshot, alarms: alarm.isCleared ? others : [...others, alarm] };
};

const seriesOf = ({ node, metric }: LatestView): string => `${node} ${metric}`;

/** The snapshot with newer values; older ones than those known are passed over. */
export const withLatest = (snapshot: SiteSnapshot, items: readonly LatestView[]): SiteSnapshot => {
  const latest = new Map(snapshot.latest.map((each) => [seriesOf(each), each]));
  for (const item of items) {
    const known = latest.get(seriesOf(item));
    if (known === undefined || known.ts <= item.ts) latest.set(seriesOf(item), item);
  }
  return { ...snapshot, latest: [...latest.values()] };
};

/** The snapshot after the platform told how the site stands. */
export const withState = (snapshot: SiteSnapshot, state: SiteStateView): SiteSnapshot => ({
  ...snapshot,
  site: { ...snapshot.site, state: { ...snapshot.site.state, ...state } },
});

/** What is needed to find a site by code or name. */
export type SiteName = Pick<SiteView, "code" | "name" | "commune">;

/** Sites whose code, name or commune holds each word; those whose code begins with the text first. */
export const searchSites = (
  sites: readonly SiteName[],
  text: string,
  itemsMax: number,
): readonly SiteName[] => {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const begins = ({ code }: SiteName): boolean => folded(code).startsWith(words.join(" "));
  return sites
    .filter(({ code, name, commune }) => {
      const hay = folded(`${code} ${name} ${commune}`);
      return words.every((word) => hay.includes(word));
    })
    .sort((one, other) => Number(begins(other)) - Number(begins(one)) || one.code.localeCompare(other.code))
    .slice(0, itemsMax);
};
