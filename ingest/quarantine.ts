import type { JournalRows } from "../telemetry/journal.ts";
import type { IngestCounters, QuarantineReason } from "./counters.ts";
import type { IngestLimits } from "./limits.ts";
import type { Publisher } from "./publisher.ts";

/** The message that is being taken in, for whoever has to say what was wrong with it. */
export interface Origin {
  readonly publisher: Publisher;
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAtMs: number;
}

/** What was wrong: the reason as a word, and in a sentence with the mend. */
export interface Refusal {
  readonly reason: QuarantineReason;
  readonly detail: string;
  /** The metric, when only one value of the message is refused. */
  readonly metric?: string;
  /** The refused value, when only one value of the message is refused. */
  readonly value?: unknown;
}

/** A value as text; null where it is nested too deeply to be written, which JSON.parse takes and stringify does not. */
const valueText = (value: unknown): string | null => {
  try {
    return typeof value === "number" || value === undefined ? String(value) : JSON.stringify(value);
  } catch {
    return null;
  }
};

/** Keeps what can't be understood, with its reason (I6). */
export class Quarantine {
  readonly #counters: IngestCounters;
  readonly #limits: IngestLimits;
  readonly #newId: () => string;

  constructor(parts: { counters: IngestCounters; limits: IngestLimits; newId: () => string }) {
    this.#counters = parts.counters;
    this.#limits = parts.limits;
    this.#newId = parts.newId;
  }

  /** Adds a row, or only counts when the device has filled its share of this minute. */
  add(rows: JournalRows, origin: Origin, refusal: Refusal): void {
    this.#counters.quarantined[refusal.reason]++;
    const { publisher, receivedAtMs } = origin;
    if (!publisher.takeQuarantineRow(receivedAtMs, this.#limits.quarantineRowsPerDeviceMinuteMax)) {
      this.#counters.quarantineDropped++;
      return;
    }
    const bytesMax = this.#limits.quarantinePayloadBytesMax;
    const refused = refusal.metric === undefined ? null : valueText(refusal.value);
    const payload = refused?.slice(0, bytesMax) ?? origin.payload.toString("utf8", 0, bytesMax);
    rows.quarantine.push({
      id: this.#newId(),
      receivedAtMs,
      device: publisher.device,
      site: publisher.site,
      topic: origin.topic.slice(0, 256),
      metric: refusal.metric?.slice(0, 64) ?? null,
      reason: refusal.reason,
      detail: refusal.detail,
      payload: payload.replaceAll("\u0000", "\ufffd"),
    });
  }
}
