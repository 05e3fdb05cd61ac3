import type { Inventory } from "../../inventory/inventory.ts";
import type { TransitionRow } from "../../telemetry/journal.ts";
import type { Principal } from "../identity/principal.ts";
import { Sight } from "../identity/sight.ts";
import { eachText, type ToldItem, togetherText } from "./event-text.ts";
import type { StreamSink } from "./sink.ts";

/** What a stream may carry besides heartbeats. */
export const streamTopics = [
  "alarm",
  "outage",
  "maintenance",
  "visit",
  "site",
  "latest",
  "presence",
  "command",
] as const;
/** One of `streamTopics`. */
export type StreamTopic = (typeof streamTopics)[number];

/** What a client asks of the stream. */
export interface StreamRequest {
  readonly principal: Principal;
  /** Sequence of the last transition that the client has; null to begin with what comes next. */
  readonly after: number | null;
  readonly topics: ReadonlySet<StreamTopic>;
  /** Only these sites; null for all in sight. */
  readonly sites: ReadonlySet<string> | null;
  /** Alarms in brief, and alarms and outages that come together in one event. */
  readonly isBrief: boolean;
}

/** A transition as JSON, for whoever sees that much. */
export type TransitionJson = (row: TransitionRow, sight: Sight, isBrief: boolean) => string;

/** One open stream: who listens, how far it is, and where its text goes. */
export class StreamClient {
  readonly topics: ReadonlySet<StreamTopic>;
  readonly #isBrief: boolean;
  readonly #sites: ReadonlySet<string> | null;
  readonly #sink: StreamSink;
  readonly #bufferedBytesMax: number;
  readonly #onCut: () => void;
  #gathered: string[] = [];
  principal: Principal;
  /** Sequence of the last transition sent or passed over. */
  sequence: number;
  /** False while missed transitions are replayed. */
  isLive = false;
  isGone = false;

  constructor(
    request: StreamRequest,
    sink: StreamSink,
    facts: { readonly sequence: number; readonly bufferedBytesMax: number; readonly onCut: () => void },
  ) {
    this.topics = request.topics;
    this.principal = request.principal;
    this.sequence = facts.sequence;
    this.#sites = request.sites;
    this.#isBrief = request.isBrief;
    this.#sink = sink;
    this.#bufferedBytesMax = facts.bufferedBytesMax;
    this.#onCut = facts.onCut;
  }

  get bufferedBytes(): number {
    return this.#sink.bufferedBytes;
  }

  sight(inventory: Inventory): Sight {
    return new Sight(this.principal.scope, inventory);
  }

  wants(topic: StreamTopic, site: string): boolean {
    return this.topics.has(topic) && (this.#sites === null || this.#sites.has(site));
  }

  /** Gathers transitions that the client does not have yet; what is said of one is made only when it is told. */
  gatherTransitions(rows: readonly TransitionRow[], sight: Sight, jsonOf: TransitionJson): void {
    const items: ToldItem[] = [];
    for (const row of rows) {
      if (row.sequence <= this.sequence) continue;
      this.sequence = row.sequence;
      if (!this.wants("alarm", row.site) || !sight.node(row.site, row.node)) continue;
      items.push({ id: row.sequence, json: jsonOf(row, sight, this.#isBrief) });
    }
    this.gatherAll("alarm", items);
  }

  /** Gathers things of one kind: each in an event, or all in one for a client that wants it brief. */
  gatherAll(kind: StreamTopic, items: readonly ToldItem[]): void {
    if (items.length > 0) this.gather((this.#isBrief ? togetherText : eachText)(kind, items));
  }

  /** Gathers text until `send`. */
  gather(text: string): void {
    if (!this.isGone) this.#gathered.push(text);
  }

  /**
   * Sends what was gathered, in one go; a client that leaves too much unread is cut off. It answers for what came
   * before, not for how much one round brings: within one turn of the event loop nothing leaves the process.
   */
  send(): void {
    const texts = this.#gathered;
    if (this.isGone || texts.length === 0) return;
    this.#gathered = [];
    if (this.#sink.bufferedBytes > this.#bufferedBytesMax) return this.cut();
    this.#sink.write(texts.join(""));
  }

  /** Sends text at once, after what was gathered. */
  write(text: string): void {
    this.gather(text);
    this.send();
  }

  cut(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.#onCut();
    this.#sink.destroy();
  }

  end(): void {
    this.isGone = true;
    this.#sink.end();
  }

  drained(timeoutMs: number): Promise<void> {
    return this.#sink.drained(timeoutMs);
  }
}
