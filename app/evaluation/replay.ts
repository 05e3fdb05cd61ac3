import type { AlarmSystem } from "../../alerts/alarm-system.ts";
import type { LateReadings } from "../../alerts/outages/late-readings.ts";
import { HeardColumns } from "../../telemetry/arrivals.ts";
import type { DeviceEvent } from "../../telemetry/device-event.ts";
import type { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { deviceId, nodeCode, type SiteCode } from "../../telemetry/identifiers.ts";
import { emptyRows, type JournalRows } from "../../telemetry/journal.ts";
import { metricNamed } from "../../telemetry/metrics.ts";
import { ReadingColumns } from "../../telemetry/reading-columns.ts";
import type { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { settleMs } from "./limits.ts";
import type { RecordedAlarm, RecordedEvent, RecordedPresence, RecordedReading } from "./recording.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** What a replay works with. */
export interface ReplayParts {
  readonly system: AlarmSystem;
  /** Corrects the ledger of outages by what comes late. */
  readonly late: LateReadings;
  readonly catalog: SeriesCatalog;
  readonly devices: DeviceNumbers;
  /** How often each site reports, so that its silence counts; null: silence says nothing. */
  readonly periodMs: number | null;
  /** Told of all that the alarm system put down, in order. */
  readonly onRows: (rows: JournalRows) => void;
}

/** The node that a device speaks of when it speaks of its silence. */
const siteController = nodeCode("ctl");

/** What happens within this time is one batch, as at the commit gate under load. */
const batchMs = 100;

/** Plays a recording to an alarm system as if it happened: in receive time, with time passing in between. */
export class Replay {
  readonly #parts: ReplayParts;
  #clock: VirtualClock | null = null;
  #batchEndMs = Number.NEGATIVE_INFINITY;
  readonly #fresh = new ReadingColumns(1_024);
  readonly #behind = new ReadingColumns(64);
  readonly #heard = new HeardColumns(256);
  #events: DeviceEvent[] = [];
  readonly #newestMs: number[] = [];
  /** Sites whose device is known: its silence counts. */
  readonly #announced = new Set<SiteCode>();
  #hasBirths = false;
  /** How many rows of an identity stand, by identity. */
  readonly #standing = new Map<string, number>();
  /** Values that can't be true by the metric's physical range: the platform puts them into quarantine. */
  outOfRange = 0;
  /** Readings that were not newer than what was there of their series: history, never an alarm. */
  behind = 0;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  /** Where time stands; null before the first event. */
  get nowMs(): number | null {
    return this.#clock?.nowMs ?? null;
  }

  /** Something happens, not before what happened last. */
  follow(event: RecordedEvent): void {
    this.#clock ??= new VirtualClock(this.#parts.system, event.atMs, this.#parts.onRows);
    if (event.atMs >= this.#batchEndMs) {
      this.#flush();
      this.#clock.advance(event.atMs);
      this.#batchEndMs = event.atMs + batchMs;
    }
    const atMs = Math.max(event.atMs, this.#clock.nowMs);
    if (event.kind === "reading") this.#read(event, atMs);
    else if (event.kind === "alarm") this.#alarm(event, atMs);
    else {
      this.#hasBirths = true;
      this.#presence(event, atMs);
    }
  }

  /** The recording is over; time goes on until every delay had its time. */
  finish(): void {
    this.#flush();
    const clock = this.#clock;
    if (clock === null) return;
    // Devices that announce themselves are not silent only because nothing more was recorded.
    if (this.#hasBirths) this.#parts.system.interrupted(clock.nowMs + settleMs, "kept");
    clock.advance(clock.nowMs + settleMs);
  }

  #flush(): void {
    const clock = this.#clock;
    if (clock === null || this.#batchEndMs === Number.NEGATIVE_INFINITY) return;
    clock.nowMs = Math.max(clock.nowMs, this.#batchEndMs - 1);
    const rows = emptyRows();
    const arrivals = { fresh: this.#fresh, behind: this.#behind, heard: this.#heard, events: this.#events };
    this.#parts.system.evaluate(arrivals, rows, clock.nowMs);
    this.#parts.late.hear(arrivals, { rows, nowMs: clock.nowMs });
    this.#parts.onRows(rows);
    this.#fresh.clear();
    this.#behind.clear();
    this.#heard.clear();
    this.#events = [];
    this.#batchEndMs = Number.NEGATIVE_INFINITY;
  }

  #read(reading: RecordedReading, atMs: number): void {
    const { site, node, metric, value, tsMs } = reading;
    this.#hear(reading, atMs);
    const known = metricNamed(metric);
    if (known?.kind === "number" && (value < known.minimum || value > known.maximum)) {
      this.outOfRange++;
      return;
    }
    const { catalog } = this.#parts;
    const { id } = catalog.find(site, node, metric) ?? catalog.add(site, node, metric, atMs);
    const isNew = tsMs > (this.#newestMs[id] ?? Number.NEGATIVE_INFINITY);
    if (isNew) this.#newestMs[id] = tsMs;
    else this.behind++;
    const columns = isNew ? this.#fresh : this.#behind;
    columns.reserve(1);
    columns.append(id, tsMs, value, atMs - tsMs);
  }

  #hear({ site }: RecordedReading, atMs: number): void {
    const { periodMs, devices } = this.#parts;
    if (!this.#announced.has(site)) {
      if (periodMs === null) return;
      const periodSeconds = periodMs / 1_000;
      this.#presence({ kind: "birth", site, node: siteController, session: 1, periodSeconds, atMs }, atMs);
    }
    this.#heard.append(devices.of(deviceId(site)), atMs);
  }

  #presence({ kind, site, node, session, periodSeconds }: RecordedPresence, atMs: number): void {
    const fact = { device: deviceId(site), site, node, session, receivedAtMs: atMs };
    if (kind === "lost") {
      this.#events.push({ kind: "death", ...fact });
      return;
    }
    this.#announced.add(site);
    this.#events.push({ kind: "birth", ...fact, periodSeconds, firmware: null, clockMs: null });
  }

  #alarm(alarm: RecordedAlarm, atMs: number): void {
    if (alarm.paired && !this.#isLast(alarm)) return;
    const { site, node, type, severity, cleared, text } = alarm;
    const device = deviceId(site);
    this.#events.push({
      kind: "alarm",
      device,
      site,
      node,
      receivedAtMs: atMs,
      tsMs: atMs,
      type,
      severity,
      cleared,
      text,
    });
  }

  /** Rows of one identity may overlap: its alarm ends with the last of them. */
  #isLast({ site, node, type, cleared }: RecordedAlarm): boolean {
    const identity = `${site}/${node}/${type}`;
    const standing = (this.#standing.get(identity) ?? 0) + (cleared ? -1 : 1);
    if (standing === 0) this.#standing.delete(identity);
    else this.#standing.set(identity, standing);
    return !cleared || standing === 0;
  }
}
