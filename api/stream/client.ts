import type { Inventory } from "../../inventory/inventory.ts";
import type { TransitionRow } from "../../telemetry/journal.ts";
import type { Principal } from "../identity/principal.ts";
import { Sight } from "../identity/sight.ts";
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
}

/** The text of a transition for whoever sees that much. */
export type TransitionText = (row: TransitionRow, sight: Sight) => string;

/** One open stream: who listens, how far it is, and where its text goes. */
export class StreamClient {
  readonly topics: ReadonlySet<StreamTopic>;
  readonly #sites: ReadonlySet<string> | null;
  readonly #sink: StreamSink;
  readonly #bufferedBytesMax: number;
  readonly #onCut: () => void;
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

  /** Sends a transition unless the client has it already; text is made only when it is sent. */
  transition(row: TransitionRow, sight: Sight, text: TransitionText): void {
    if (row.sequence <= this.sequence) return;
    this.sequence = row.sequence;
    if (this.wants("alarm", row.site) && sight.node(row.site, row.node)) this.write(text(row, sight));
  }

  /** Sends text; a client that leaves too much unread is cut off. */
  write(text: string): void {
    if (this.isGone) return;
    if (this.#sink.bufferedBytes > this.#bufferedBytesMax) return this.cut();
    this.#sink.write(text);
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
