import type { Store } from "../../store/store.ts";
import type { Clock } from "../../telemetry/clock.ts";
import type { DeviceId } from "../../telemetry/identifiers.ts";
import type { JournalBatch, TransitionRow } from "../../telemetry/journal.ts";
import { ApiError } from "../errors.ts";
import type { Identity } from "../identity/identity.ts";
import type { ApiLimits } from "../limits.ts";
import { AlarmTexts } from "../views/alarm-texts.ts";
import { iso } from "../views/instant.ts";
import { StreamClient, type StreamRequest, type TransitionJson } from "./client.ts";
import { gatherCommitted } from "./committed-changes.ts";
import { DirtySeries } from "./dirty-series.ts";
import { eventText } from "./event-text.ts";
import { type FlushSources, sendChanges } from "./flush.ts";
import { replay } from "./replay.ts";
import type { StreamSink } from "./sink.ts";
import { transitionTexts } from "./transition-texts.ts";

/** What the hub is built from. */
export interface StreamHubParts extends FlushSources {
  readonly transitions: Store["transitions"];
  readonly identity: Identity;
  readonly clock: Clock;
  readonly limits: ApiLimits;
  /** As the journal gave it back at start. */
  readonly lastTransitionSequence: number;
  /** Told of faults that end one stream. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Carries what was committed to whoever listens. Costs next to nothing while nobody does. Holds no timer: `flush`
 * and `beat` are called by the server at their intervals.
 */
export class StreamHub {
  readonly #parts: StreamHubParts;
  /** What is said of alarms, in the stream and in lists. */
  readonly texts = new AlarmTexts();
  readonly #clients = new Set<StreamClient>();
  readonly #series = new DirtySeries();
  readonly #sites = new Set<string>();
  readonly #devices = new Set<string>();
  #position: number;
  #latestWanted = false;
  #cutStreams = 0;
  #refusedStreams = 0;

  constructor(parts: StreamHubParts) {
    this.#parts = parts;
    this.#position = parts.lastTransitionSequence;
  }

  /** Streams open. */
  get size(): number {
    return this.#clients.size;
  }

  /** Streams cut off because their clients left too much unread. */
  get cutStreams(): number {
    return this.#cutStreams;
  }

  /** Streams refused because as many are open as may. */
  get refusedStreams(): number {
    return this.#refusedStreams;
  }

  /** Sequence of the newest committed transition. */
  get position(): number {
    return this.#position;
  }

  /** Takes note of a committed batch; the batch may be used again afterwards. */
  committed(batch: JournalBatch): void {
    const { rows } = batch;
    for (const { sequence } of rows.transition) if (sequence > this.#position) this.#position = sequence;
    if (this.#clients.size === 0) return;
    if (rows.transition.length > 0) this.#gatherTransitions(rows.transition);
    if (rows.outage.length + rows.document.length > 0) this.#gatherOthers(rows);
    for (const client of this.#clients) client.send();
    for (const { device } of rows.presence) this.#presenceChanged(device);
    if (this.#latestWanted) this.#series.mark(batch.fresh);
  }

  /** Begins a stream; throws `streams-exhausted` when a limit is reached. */
  open(request: StreamRequest, sinkOf: () => StreamSink): void {
    this.#demandRoom(request);
    const sink = sinkOf();
    const client = new StreamClient(request, sink, {
      sequence: request.after ?? this.#position,
      bufferedBytesMax: this.#parts.limits.streamBufferedBytesMax,
      onCut: () => {
        this.#cutStreams += 1;
      },
    });
    this.#clients.add(client);
    this.#recount();
    sink.onGone(() => this.#gone(client));
    // The id is the client's own position: a break during the replay resumes where it was.
    client.write(this.#text("hello", client.sequence));
    this.#begin(client);
  }

  /** Sends what changed since the last flush. */
  flush(): void {
    if (this.#clients.size === 0) return;
    const series = this.#series.take(this.#parts.limits.flushItemsMax);
    if (series.length + this.#sites.size + this.#devices.size === 0) return;
    const changes = { series, sites: new Set(this.#sites), devices: new Set(this.#devices) };
    this.#sites.clear();
    this.#devices.clear();
    sendChanges(this.#clients, this.#parts, changes);
  }

  /** Sends the server's time, and ends the streams of identities that no longer hold. */
  beat(): void {
    const nowMs = this.#parts.clock();
    const text = this.#text("heartbeat");
    for (const client of this.#clients) {
      const principal = this.#parts.identity.refresh(client.principal, nowMs);
      if (principal) {
        client.principal = principal;
        client.write(text);
        continue;
      }
      client.write(eventText({ event: "end", data: { reason: "the identity no longer holds" } }));
      client.end();
    }
  }

  /** Ends all streams. */
  close(): void {
    for (const client of this.#clients) client.end();
  }

  #demandRoom({ principal }: StreamRequest): void {
    const { streamsMax, streamsPerIdentityMax } = this.#parts.limits;
    const own = [...this.#clients].filter((client) => client.principal.id === principal.id).length;
    if (this.#clients.size < streamsMax && own < streamsPerIdentityMax) return;
    this.#refusedStreams += 1;
    const limit = own < streamsPerIdentityMax ? "streamsMax" : "streamsPerIdentityMax";
    const detail = `As many streams are open as may be (${limit})`;
    throw new ApiError("streams-exhausted", { detail, retryAfterSeconds: 10 });
  }

  #begin(client: StreamClient): void {
    const missed = this.#position - client.sequence;
    if (missed < 0 || missed > this.#parts.limits.replayRowsMax) return this.#reset(client);
    const { transitions, inventory, limits } = this.#parts;
    replay(client, {
      transitions,
      inventory,
      position: () => this.#position,
      jsonOf: this.#transitionTexts(),
      stallMs: limits.streamStallMs,
      bufferedBytesMax: limits.streamBufferedBytesMax,
    }).then(
      (whole) => {
        if (!whole) this.#reset(client);
      },
      (error: unknown) => {
        this.#parts.onFault(error);
        // The client comes back by itself and resumes where it was.
        client.end();
      },
    );
  }

  /** What was missed can't be told: the client must read the lists again, and goes on from here. */
  #reset(client: StreamClient): void {
    client.sequence = this.#position;
    client.isLive = true;
    client.write(this.#text("reset", this.#position));
  }

  #gatherTransitions(rows: readonly TransitionRow[]): void {
    const inventory = this.#parts.inventory();
    const jsonOf = this.#transitionTexts();
    for (const { site } of rows) this.#sites.add(site);
    for (const client of this.#clients) {
      if (client.isLive) client.gatherTransitions(rows, client.sight(inventory), jsonOf);
    }
  }

  #transitionTexts(): TransitionJson {
    return transitionTexts({ ...this.#parts, texts: this.texts });
  }

  #gatherOthers(rows: JournalBatch["rows"]): void {
    const { inventory, clock } = this.#parts;
    gatherCommitted(this.#clients, rows, { inventory: inventory(), nowMs: clock() });
  }

  #presenceChanged(device: DeviceId): void {
    this.#devices.add(device);
    const site = this.#parts.alarms.presenceOf(device)?.site;
    if (site !== undefined) this.#sites.add(site);
  }

  #text(event: string, id?: number): string {
    const data = { now: iso(this.#parts.clock()), position: this.#position };
    return eventText(id === undefined ? { event, data } : { event, id, data });
  }

  #gone(client: StreamClient): void {
    client.isGone = true;
    this.#clients.delete(client);
    this.#recount();
  }

  #recount(): void {
    this.#latestWanted = [...this.#clients].some(({ topics }) => topics.has("latest"));
    if (!this.#latestWanted) this.#series.clear();
    if (this.#clients.size > 0) return;
    this.#sites.clear();
    this.#devices.clear();
  }
}
