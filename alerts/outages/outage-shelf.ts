import type { SiteCode } from "../../telemetry/identifiers.ts";
import { latestNeededMs } from "../limits.ts";
import type { Outage, OutageSubject } from "./outage.ts";

/** Key under which things of one subject are kept; "/" is in no code. */
export const subjectKey = ({ site, node }: OutageSubject): string => `${site}/${node ?? ""}`;

/** True when later readings may still show that the site was alive. */
const isInDoubt = ({ node, alarm, toMs, causeClass, confirmedBy }: Outage): boolean =>
  node === null && alarm !== null && toMs !== null && causeClass !== "planned" && confirmedBy === "alarm";

/** Outages in memory: those that last, one a subject, and those that ended lately, the longest kept first out. */
export class OutageShelf {
  readonly #open = new Map<string, Outage>();
  readonly #recent = new Map<string, Outage>();
  readonly #openIds = new Map<string, string>();
  readonly #ends = new Map<string, number>();
  readonly #inDoubt = new Map<SiteCode, Map<string, Outage>>();
  readonly #recentMax: number;
  forgotten = 0;

  constructor(recentMax: number) {
    this.#recentMax = recentMax;
  }

  get open(): ReadonlyMap<string, Outage> {
    return this.#open;
  }

  get recent(): number {
    return this.#recent.size;
  }

  byId(id: string): Outage | undefined {
    const key = this.#openIds.get(id);
    return key === undefined ? this.#recent.get(id) : this.#open.get(key);
  }

  /** When the last outage of a subject ended; undefined when none did lately. */
  endOf(key: string): number | undefined {
    return this.#ends.get(key);
  }

  /** Outages of a site that later readings may still put right; undefined when there are none. */
  inDoubtAt(site: SiteCode): ReadonlyMap<string, Outage> | undefined {
    return this.#inDoubt.get(site);
  }

  /** Keeps an outage as it is now. */
  put(outage: Outage): void {
    const key = subjectKey(outage);
    if (outage.toMs === null) {
      this.#open.set(key, outage);
      this.#openIds.set(outage.id, key);
      return;
    }
    if (this.#openIds.delete(outage.id)) this.#open.delete(key);
    this.#recent.set(outage.id, outage);
    this.#ends.set(key, Math.max(this.#ends.get(key) ?? outage.toMs, outage.toMs));
    this.#doubt(outage);
  }

  /** Forgets what ended so long ago that no reading can tell of it any more, and what is beyond the limit. */
  prune(nowMs: number): void {
    for (const [id, outage] of this.#recent) {
      const isOld = (outage.toMs ?? nowMs) < nowMs - latestNeededMs;
      if (!isOld && this.#recent.size <= this.#recentMax) return;
      if (!isOld) this.forgotten++;
      this.#forget(id, outage);
    }
  }

  #forget(id: string, outage: Outage): void {
    const key = subjectKey(outage);
    this.#recent.delete(id);
    if (this.#ends.get(key) === outage.toMs) this.#ends.delete(key);
    this.#endDoubt(outage);
  }

  #doubt(outage: Outage): void {
    if (!isInDoubt(outage)) return this.#endDoubt(outage);
    const ofSite = this.#inDoubt.get(outage.site) ?? new Map<string, Outage>();
    this.#inDoubt.set(outage.site, ofSite.set(outage.id, outage));
  }

  #endDoubt({ site, id }: Outage): void {
    const ofSite = this.#inDoubt.get(site);
    if (ofSite?.delete(id) && ofSite.size === 0) this.#inDoubt.delete(site);
  }
}
