import { batch, signal } from "@preact/signals";
import type { BriefAlarmView, LatestView, SiteStateView, SiteView } from "../../api/contract.ts";

/** The newest values of a site, by `node metric`. */
export type SiteLatest = ReadonlyMap<string, LatestView>;

/** What became of an alarm between two looks; undefined: it was not active. */
export interface AlarmChange {
  readonly id: string;
  readonly before: BriefAlarmView | undefined;
  readonly after: BriefAlarmView | undefined;
}

/** One reading of the lists, while the stream goes on: what is told meanwhile is newer than what stands in them. */
export interface ListReading {
  /** Alarms of the list so far. */
  readonly listed: Set<string>;
  readonly toldAlarms: Set<string>;
  readonly toldSites: Map<string, SiteStateView>;
}

/**
 * What the platform holds now. The maps change in place, thousands of times a second in a storm; `changes` rises once
 * for all changes of a frame, and whoever shows something reads it first.
 */
export class Board {
  /** Active alarms by id. */
  readonly alarms: Map<string, BriefAlarmView> = new Map();
  /** Sites in sight by code. */
  readonly sites: Map<string, SiteView> = new Map();
  readonly #latest: Map<string, Map<string, LatestView>> = new Map();
  /** Counts changes of alarms. */
  readonly alarmChanges = signal(0);
  /** Counts changes of sites. */
  readonly siteChanges = signal(0);
  /** Counts changes of newest values. */
  readonly latestChanges = signal(0);
  /** True when the lists have been read since the last break. */
  readonly isRead = signal(false);
  /** Alarms that changed since somebody took the changes, as they were then. */
  #alarmsBefore = new Map<string, BriefAlarmView | undefined>();
  readonly #dirty = { alarms: false, sites: false, latest: false };
  readonly #readings = new Set<ListReading>();

  /** The active alarms; whoever asks within a component or a computed signal is asked again when one changes. */
  get alarmsNow(): ReadonlyMap<string, BriefAlarmView> {
    this.alarmChanges.value;
    return this.alarms;
  }

  /** The sites; whoever asks within a component or a computed signal is asked again when one changes. */
  get sitesNow(): ReadonlyMap<string, SiteView> {
    this.siteChanges.value;
    return this.sites;
  }

  /** The newest values of a site; whoever asks within a computed signal is asked again when any value changes. */
  latestNow(site: string): SiteLatest {
    this.latestChanges.value;
    return this.latestOf(site);
  }

  /** Takes an alarm as it is now; an older word about it than the one known is passed over. */
  takeAlarm(alarm: BriefAlarmView): void {
    for (const { toldAlarms } of this.#readings) toldAlarms.add(alarm.id);
    this.#enter(alarm);
  }

  #enter(alarm: BriefAlarmView): void {
    const known = this.alarms.get(alarm.id);
    if (known !== undefined && known.lastChanged.receivedAt > alarm.lastChanged.receivedAt) return;
    this.#remember(alarm.id, known);
    if (alarm.isCleared) this.alarms.delete(alarm.id);
    else this.alarms.set(alarm.id, alarm);
    this.#dirty.alarms = true;
  }

  #remember(id: string, before: BriefAlarmView | undefined): void {
    if (!this.#alarmsBefore.has(id)) this.#alarmsBefore.set(id, before);
  }

  /** What became of alarms since this was last asked. */
  takeAlarmChanges(): readonly AlarmChange[] {
    const taken = this.#alarmsBefore;
    this.#alarmsBefore = new Map();
    return Array.from(taken, ([id, before]) => ({ id, before, after: this.alarms.get(id) })).filter(
      ({ before, after }) => before !== after,
    );
  }

  /** Begins to read the lists. Whatever is told until the reading ends counts more than what stands in them. */
  startReading(): ListReading {
    const reading = { listed: new Set<string>(), toldAlarms: new Set<string>(), toldSites: new Map() };
    this.#readings.add(reading);
    return reading;
  }

  /** Takes a page of the list of active alarms; one that ended meanwhile does not come back. */
  takeListed(reading: ListReading, alarms: readonly BriefAlarmView[]): void {
    if (!this.#readings.has(reading)) return;
    for (const alarm of alarms) {
      reading.listed.add(alarm.id);
      if (!reading.toldAlarms.has(alarm.id)) this.#enter(alarm);
    }
  }

  /** Forgets alarms that were neither listed nor told of. */
  forgetUnlisted(reading: ListReading): void {
    if (!this.#readings.has(reading)) return;
    for (const [id, alarm] of this.alarms) {
      if (reading.listed.has(id) || reading.toldAlarms.has(id)) continue;
      this.#remember(id, alarm);
      this.alarms.delete(id);
    }
    this.#dirty.alarms = true;
  }

  /** Takes the list of sites; one that was told of meanwhile stands as it was told. */
  takeListedSites(reading: ListReading, sites: readonly SiteView[]): void {
    if (!this.#readings.has(reading)) return;
    this.takeSites(sites);
    for (const [code, state] of reading.toldSites) this.#enterSiteState(code, state);
  }

  /** Ends a reading; false: it was given up, the board shows another moment. */
  endReading(reading: ListReading): boolean {
    return this.#readings.delete(reading);
  }

  /** Forgets everything, and gives up what is being read: another moment is shown from now on. */
  clear(): void {
    this.#readings.clear();
    for (const [id, alarm] of this.alarms) this.#remember(id, alarm);
    this.alarms.clear();
    this.sites.clear();
    this.#latest.clear();
    this.isRead.value = false;
    Object.assign(this.#dirty, { alarms: true, sites: true, latest: true });
  }

  /** Takes all sites in sight anew. */
  takeSites(sites: readonly SiteView[]): void {
    this.sites.clear();
    for (const site of sites) this.sites.set(site.code, site);
    this.#dirty.sites = true;
  }

  /** Takes one site before all of them are known. */
  takeSite(site: SiteView): void {
    this.sites.set(site.code, site);
    this.#dirty.sites = true;
  }

  /** Takes how a site stands now. */
  takeSiteState(code: string, state: SiteStateView): void {
    for (const { toldSites } of this.#readings) toldSites.set(code, state);
    this.#enterSiteState(code, state);
  }

  #enterSiteState(code: string, state: SiteStateView): void {
    const site = this.sites.get(code);
    if (site === undefined) return;
    this.sites.set(code, { ...site, state: { ...site.state, ...state } });
    this.#dirty.sites = true;
  }

  /** Takes newest values; an older one than the one known is passed over. */
  takeLatest(items: readonly LatestView[]): void {
    for (const item of items) {
      const ofSite = this.#latest.get(item.site) ?? new Map<string, LatestView>();
      const key = `${item.node} ${item.metric}`;
      const known = ofSite.get(key);
      if (known === undefined || known.ts <= item.ts) ofSite.set(key, item);
      this.#latest.set(item.site, ofSite);
    }
    this.#dirty.latest = true;
  }

  /** The newest values of a site, by `node metric`. */
  latestOf(site: string): SiteLatest {
    return this.#latest.get(site) ?? new Map();
  }

  /** Tells whoever shows something of what changed since the last time; called once a frame. */
  publish(): void {
    const { alarms, sites, latest } = this.#dirty;
    batch(() => {
      if (alarms) this.alarmChanges.value += 1;
      if (sites) this.siteChanges.value += 1;
      if (latest) this.latestChanges.value += 1;
    });
    Object.assign(this.#dirty, { alarms: false, sites: false, latest: false });
  }
}

/** The board of this page. */
export const board = new Board();
