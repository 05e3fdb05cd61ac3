import { batch, signal } from "@preact/signals";
import type { AlarmView, LatestView, SiteStateView, SiteView } from "../../api/contract.ts";

/** The newest values of a site, by `node metric`. */
export type SiteLatest = ReadonlyMap<string, LatestView>;

/**
 * What the platform holds now. The maps change in place, thousands of times a second in a storm; `changes` rises once
 * for all changes of a frame, and whoever shows something reads it first.
 */
export class Board {
  /** Active alarms by id. */
  readonly alarms: Map<string, AlarmView> = new Map();
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
  readonly #dirty = { alarms: false, sites: false, latest: false };

  /** The active alarms; whoever asks within a component or a computed signal is asked again when one changes. */
  get alarmsNow(): ReadonlyMap<string, AlarmView> {
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
  takeAlarm(alarm: AlarmView): void {
    const known = this.alarms.get(alarm.id);
    if (known !== undefined && known.lastChanged.receivedAt > alarm.lastChanged.receivedAt) return;
    if (alarm.isCleared) this.alarms.delete(alarm.id);
    else this.alarms.set(alarm.id, alarm);
    this.#dirty.alarms = true;
  }

  /** Forgets alarms that are not among these, but for those that came meanwhile. */
  keepAlarms(ids: ReadonlySet<string>): void {
    for (const id of this.alarms.keys()) if (!ids.has(id)) this.alarms.delete(id);
    this.#dirty.alarms = true;
  }

  /** Forgets everything: another moment is shown from now on. */
  clear(): void {
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

  /** Takes how a site stands now. */
  takeSiteState(code: string, state: SiteStateView): void {
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
