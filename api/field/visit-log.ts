import { z } from "zod";
import type { DocumentRow } from "../../telemetry/journal.ts";
import type { ApiLimits } from "../limits.ts";
import { type Addition, newestFirstKey, type SiteEntry, SiteLog } from "./site-log.ts";

/** What a person tells of going to a site. */
export const visitKinds = ["on-the-way", "on-site", "fixed", "left"] as const;
/** The kinds that mean that somebody comes or is there. */
export const presentKinds = ["on-the-way", "on-site", "fixed"] as const;
/** One of `visitKinds`. */
type VisitKind = (typeof visitKinds)[number];
/** One of `presentKinds`. */
export type PresentKind = (typeof presentKinds)[number];

/** A word of a person about his way to a site. */
export interface Visit extends SiteEntry {
  readonly kind: VisitKind;
  readonly actor: string;
  readonly note: string | null;
  /** Whose clock `occurredAtMs` is of. */
  readonly clock: "device" | "receiver";
}

/** `DocumentRow.kind` of visits. */
export const visitDocument = "visit";

const bodySchema = z.object({
  site: z.string(),
  kind: z.enum(visitKinds),
  actor: z.string(),
  note: z.string().nullable(),
  occurredAtMs: z.number(),
  recordedAtMs: z.number(),
  clock: z.enum(["device", "receiver"]),
});

/** Reads a visit back from the body of its document; throws when it is none. */
export const parseVisit = (id: string, body: string): Visit => ({
  id,
  ...bodySchema.parse(JSON.parse(body)),
});

/** Somebody who is at a site, or on the way to it. */
export interface Visitor {
  readonly actor: string;
  readonly kind: PresentKind;
  readonly sinceMs: number;
  readonly note: string | null;
}

const isPresent = (kind: VisitKind): kind is PresentKind => kind !== "left";

/** Who went where, and so who is where: a person is where his newest visit says. */
export class VisitLog {
  readonly #log: SiteLog<Visit>;
  readonly #newest = new Map<string, Visit>();
  readonly #holdMs: number;

  constructor({ visitsPerSiteMax, visitsMax, visitHoldMs }: ApiLimits) {
    const bounds = { perSiteMax: visitsPerSiteMax, weightMax: visitsMax };
    this.#log = new SiteLog({ kind: visitDocument, parse: parseVisit, weigh: () => 1, ...bounds });
    this.#holdMs = visitHoldMs;
  }

  get size(): number {
    return this.#log.size;
  }

  /** Visits that gave way to newer ones since the start. */
  get removedCount(): number {
    return this.#log.removedCount;
  }

  /** Takes the visits out of the documents recovered at start. */
  restore(documents: readonly DocumentRow[]): void {
    this.#log.restore(documents);
    for (const visit of this.#log.entries()) this.#follow(visit);
  }

  /** Visits of a site, the newest occurrence first. */
  ofSite(site: string): readonly Visit[] {
    return this.#log.ofSite(site);
  }

  /** The same word told before, when the sender's own clock says that it is the same. */
  same({ site, kind, actor, occurredAtMs, clock }: Omit<Visit, "id">): Visit | undefined {
    if (clock === "receiver") return undefined;
    return this.ofSite(site).find(
      (known) =>
        known.clock === "device" &&
        known.occurredAtMs === occurredAtMs &&
        known.kind === kind &&
        known.actor === actor,
    );
  }

  /** Adds a visit; call it inside `Act`. */
  add(visit: Visit): Addition<Visit> {
    const addition = this.#log.add(visit);
    this.#follow(visit);
    for (const gone of addition.removed) {
      if (this.#newest.get(gone.actor)?.id === gone.id) this.#newest.delete(gone.actor);
    }
    return addition;
  }

  /** Who is at each site or on the way to it, the longest first; whoever said nothing for `visitHoldMs` is nowhere. */
  visitors(nowMs: number): ReadonlyMap<string, readonly Visitor[]> {
    const sites = new Map<string, Visitor[]>();
    const present = [...this.#newest.values()].sort((a, b) => a.occurredAtMs - b.occurredAtMs);
    for (const { site, kind, actor, note, occurredAtMs: sinceMs } of present) {
      if (!isPresent(kind) || nowMs - sinceMs >= this.#holdMs) continue;
      const visitors = sites.get(site) ?? [];
      visitors.push({ actor, kind, sinceMs, note });
      sites.set(site, visitors);
    }
    return sites;
  }

  #follow(visit: Visit): void {
    const known = this.#newest.get(visit.actor);
    const isNewer =
      known === undefined ||
      visit.occurredAtMs > known.occurredAtMs ||
      (visit.occurredAtMs === known.occurredAtMs && visit.recordedAtMs >= known.recordedAtMs);
    if (isNewer) this.#newest.set(visit.actor, visit);
  }
}

/** Sorts visits as lists give them. */
export const visitKey: (visit: Visit) => string = newestFirstKey;
