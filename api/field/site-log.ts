import type { DocumentRow } from "../../telemetry/journal.ts";

/** Something that happened at a site; instants in ms since 1970 UTC. */
export interface SiteEntry {
  readonly id: string;
  readonly site: string;
  readonly occurredAtMs: number;
  readonly recordedAtMs: number;
}

/** What a log of sites is made of. */
export interface SiteLogParts<Entry extends SiteEntry> {
  /** `DocumentRow.kind` of its entries. */
  readonly kind: string;
  /** Reads an entry back from its body; throws when it is none. */
  readonly parse: (id: string, body: string) => Entry;
  /** Entries of one site. */
  readonly perSiteMax: number;
  /** What an entry counts towards `weightMax`. */
  readonly weigh: (entry: Entry) => number;
  /** Sum over all sites. */
  readonly weightMax: number;
}

/** What an addition takes along: rows for the commit, and the entries that gave way. */
export interface Addition<Entry> {
  readonly rows: readonly DocumentRow[];
  readonly removed: readonly Entry[];
}

/** Sorts the newest occurrence first, as text. */
export const newestFirstKey = ({ id, occurredAtMs }: SiteEntry): string =>
  `${String(Number.MAX_SAFE_INTEGER - occurredAtMs).padStart(16, "0")} ${id}`;

/** What happened at each site, in memory, bounded: the oldest gives way. Changes answer the rows that make them durable. */
export class SiteLog<Entry extends SiteEntry> {
  readonly #parts: SiteLogParts<Entry>;
  /** In the order of recording. */
  readonly #entries = new Map<string, Entry>();
  readonly #bySite = new Map<string, Map<string, Entry>>();
  #weight = 0;
  #removedCount = 0;

  constructor(parts: SiteLogParts<Entry>) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Sum of what the entries weigh. */
  get weight(): number {
    return this.#weight;
  }

  /** Entries that gave way since the start. */
  get removedCount(): number {
    return this.#removedCount;
  }

  /** Takes the entries out of the documents recovered at start, in their order. */
  restore(documents: readonly DocumentRow[]): void {
    for (const { kind, id, body } of documents) {
      if (kind !== this.#parts.kind) continue;
      if (body === null) this.#forget(this.#entries.get(id));
      else this.#enter(this.#parts.parse(id, body));
    }
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** All entries in the order of recording. */
  entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  /** Entries of a site in the order of `newestFirstKey`. */
  ofSite(site: string): readonly Entry[] {
    return [...(this.#bySite.get(site)?.values() ?? [])].sort((a, b) =>
      newestFirstKey(a) < newestFirstKey(b) ? -1 : 1,
    );
  }

  /** Adds an entry; call it inside `Act`. */
  add(entry: Entry): Addition<Entry> {
    this.#enter(entry);
    const removed = [...this.#surplusAt(entry.site), ...this.#surplus(entry)];
    this.#removedCount += removed.length;
    const { kind } = this.#parts;
    const { id, recordedAtMs: changedAtMs, ...facts } = entry;
    const body = JSON.stringify({ ...facts, recordedAtMs: changedAtMs });
    const rows = [
      { kind, id, changedAtMs, body },
      ...removed.map((gone) => ({ kind, id: gone.id, changedAtMs, body: null })),
    ];
    return { rows, removed };
  }

  #surplusAt(site: string): readonly Entry[] {
    const surplus = this.ofSite(site).slice(this.#parts.perSiteMax);
    for (const entry of surplus) this.#forget(entry);
    return surplus;
  }

  /** The new one never gives way to a sum that older ones make. */
  #surplus(kept: Entry): readonly Entry[] {
    const surplus: Entry[] = [];
    for (const entry of this.#entries.values()) {
      if (this.#weight <= this.#parts.weightMax) break;
      if (entry.id === kept.id) continue;
      this.#forget(entry);
      surplus.push(entry);
    }
    return surplus;
  }

  #enter(entry: Entry): void {
    this.#entries.set(entry.id, entry);
    const own = this.#bySite.get(entry.site) ?? new Map<string, Entry>();
    own.set(entry.id, entry);
    this.#bySite.set(entry.site, own);
    this.#weight += this.#parts.weigh(entry);
  }

  #forget(entry: Entry | undefined): void {
    if (entry === undefined || !this.#entries.delete(entry.id)) return;
    this.#bySite.get(entry.site)?.delete(entry.id);
    this.#weight -= this.#parts.weigh(entry);
  }
}
