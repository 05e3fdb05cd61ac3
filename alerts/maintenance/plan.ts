import type { DocumentRow, JournalRows } from "../../telemetry/journal.ts";
import type { Alarm } from "../alarm.ts";
import { nodeKey } from "../alarm-book.ts";
import { maintenanceWindowsMax } from "../limits.ts";
import type { DescribeSite } from "../routes.ts";
import { TooManyWindows, WindowNotFound } from "./errors.ts";
import { endOf, openingsFrom } from "./openings.ts";
import { type MaintenanceWindow, maintenanceWindowSchema } from "./window.ts";

/** Kind of the documents in which windows are kept. */
export const maintenanceDocument = "maintenance-window";

/** The part of an alarm that a window goes by, and the window that it is in. */
export type Covered = Pick<Alarm, "site" | "node" | "maintenance">;

/** A window with what is looked up for each alarm. */
interface Entry {
  readonly window: MaintenanceWindow;
  readonly sites: ReadonlySet<string> | undefined;
  readonly nodes: ReadonlySet<string> | undefined;
}

/** What is open between two changes; `untilMs` excluded. */
interface Now {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly open: readonly Entry[];
}

const never: Now = { fromMs: Number.POSITIVE_INFINITY, untilMs: Number.NEGATIVE_INFINITY, open: [] };

/** All maintenance windows, and who is out of service when. */
export class MaintenancePlan {
  readonly #windows = new Map<string, Entry>();
  readonly #describeSite: DescribeSite;
  #now = never;
  /** Grows with each change of the plan: what was asked before counts no more. */
  revision = 0;

  constructor(describeSite: DescribeSite) {
    this.#describeSite = describeSite;
  }

  /** Takes up the windows of the journal; documents of other kinds are passed over. */
  restore(documents: readonly DocumentRow[]): void {
    for (const { kind, body } of documents) {
      if (kind !== maintenanceDocument || body === null) continue;
      this.#enter(maintenanceWindowSchema.parse(JSON.parse(body)));
    }
  }

  /** Enters a window, or another form of one; throws TooManyWindows. */
  put(rows: JournalRows, nowMs: number, window: MaintenanceWindow): void {
    if (!this.#windows.has(window.id) && this.#windows.size >= maintenanceWindowsMax) {
      this.#forgetEnded(rows, nowMs);
    }
    this.#enter(window);
    rows.document.push({
      kind: maintenanceDocument,
      id: window.id,
      changedAtMs: nowMs,
      body: JSON.stringify(window),
    });
  }

  /** Takes a window away; throws WindowNotFound. */
  remove(rows: JournalRows, nowMs: number, id: string): void {
    if (!this.#windows.delete(id)) throw new WindowNotFound(id);
    this.#changed();
    rows.document.push({ kind: maintenanceDocument, id, changedAtMs: nowMs, body: null });
  }

  get(id: string): MaintenanceWindow | undefined {
    return this.#windows.get(id)?.window;
  }

  /** All windows, ended ones too, in the order of their ids. */
  list(): readonly MaintenanceWindow[] {
    return [...this.#windows.values()]
      .map(({ window }) => window)
      .sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /**
   * Id of the open window that covers the alarm, null for none. Of several, the one that the alarm is in already; else
   * the one that closes last, of equal ones the first by id.
   */
  covering(alarm: Covered, nowMs: number): string | null {
    const covering = this.#openAt(nowMs).filter((entry) => this.#covers(entry, alarm));
    const kept = covering.find(({ window }) => window.id === alarm.maintenance);
    return (kept ?? covering[0])?.window.id ?? null;
  }

  /** When the answer of `covering` may change by time alone; Infinity for never. */
  nextChangeMs(nowMs: number): number {
    this.#openAt(nowMs);
    return this.#now.untilMs;
  }

  #enter(window: MaintenanceWindow): void {
    const { sites, nodes } = window.scope;
    this.#windows.set(window.id, { window, sites: sites && new Set(sites), nodes: nodes && new Set(nodes) });
    this.#changed();
  }

  #changed(): void {
    this.#now = never;
    this.revision++;
  }

  /** Open windows, the one that closes last first. */
  #openAt(nowMs: number): readonly Entry[] {
    if (nowMs >= this.#now.fromMs && nowMs < this.#now.untilMs) return this.#now.open;
    let untilMs = Number.POSITIVE_INFINITY;
    const open: { readonly entry: Entry; readonly toMs: number }[] = [];
    for (const entry of this.#windows.values()) {
      const next = openingsFrom(entry.window, nowMs)[0];
      if (next === undefined) continue;
      const isOpen = next.fromMs <= nowMs;
      untilMs = Math.min(untilMs, isOpen ? next.toMs : next.fromMs);
      if (isOpen) open.push({ entry, toMs: next.toMs });
    }
    open.sort(
      (one, other) => other.toMs - one.toMs || (one.entry.window.id < other.entry.window.id ? -1 : 1),
    );
    this.#now = { fromMs: nowMs, untilMs, open: open.map(({ entry }) => entry) };
    return this.#now.open;
  }

  #covers({ window, sites, nodes }: Entry, { site, node }: Covered): boolean {
    const { communes, operators } = window.scope;
    if (sites !== undefined && !sites.has(site)) return false;
    if (nodes !== undefined && !nodes.has(nodeKey(site, node))) return false;
    if (communes === undefined && operators === undefined) return true;
    const described = this.#describeSite(site);
    return (
      (communes === undefined || communes.some((commune) => commune === described?.commune)) &&
      (operators === undefined || operators.some((operator) => described?.operators.includes(operator)))
    );
  }

  /** Makes room by the window that ended longest ago. */
  #forgetEnded(rows: JournalRows, nowMs: number): void {
    const [oldest] = this.list()
      .filter((window) => endOf(window) <= nowMs)
      .sort((one, other) => endOf(one) - endOf(other));
    if (oldest === undefined) throw new TooManyWindows(maintenanceWindowsMax);
    this.remove(rows, nowMs, oldest.id);
  }
}
