import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import {
  type CommunicationObserver,
  HttpError,
  InfluxDB,
  type ParameterizedQuery,
  type Row,
  setLogger,
  type Transport,
} from "@influxdata/influxdb-client";

/** Typed templates of Flux: what is put in is escaped as what it is. */
export { flux, fluxDateTime, fluxDuration } from "@influxdata/influxdb-client";

/** A question in Flux, made by the typed templates. */
export type FluxQuestion = ParameterizedQuery;

/** One row of an answer: cells as text, by the name of their column; an empty cell is its column's default. */
export interface FluxRow {
  /** Cells are as many as columns, unless the answer was cut off in the row. */
  readonly whole: boolean;
  /** Null when there is no such column. */
  cell(column: string): string | null;
}

/** Where InfluxDB is and what may be asked of it. */
export interface InfluxPlace {
  /** Base URL, such as `https://influx.example.com:8086`. */
  readonly url: string;
  readonly token: string;
  readonly organization: string;
  readonly bucket: string;
  /** Time that one request may take from its start to the end of its answer. */
  readonly requestMsMax: number;
  /** Send bodies gzipped. */
  readonly compress: boolean;
}

/** A request that InfluxDB did not answer with success. */
export class InfluxFault extends Error {
  override readonly name = "InfluxFault";
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** How long the server asks to wait; null when it does not say. */
  readonly retryAfterMs: number | null;
  /** True when the time ran out: the server may be there all the same. */
  readonly silent: boolean;

  constructor(
    message: string,
    parts: {
      readonly status: number | null;
      readonly retryAfterMs: number | null;
      readonly silent?: boolean;
    },
  ) {
    super(message);
    this.status = parts.status;
    this.retryAfterMs = parts.retryAfterMs;
    this.silent = parts.silent ?? false;
  }
}

/** Retry-After is whole seconds or a date (RFC 9110 §10.2.3); the client's own reading takes it for milliseconds. */
export const retryAfterMsOf = (header: unknown, nowMs: number): number | null => {
  if (typeof header !== "string") return null;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
};

const faultOf = (error: unknown): InfluxFault => {
  if (error instanceof InfluxFault) return error;
  if (error instanceof HttpError) {
    const retryAfterMs = retryAfterMsOf(error.headers?.["retry-after"], Date.now());
    return new InfluxFault(error.message, { status: error.statusCode, retryAfterMs });
  }
  const message = error instanceof Error ? error.message || error.name : String(error);
  return new InfluxFault(message, { status: null, retryAfterMs: null });
};

/** Its own log writes whole error objects to the console, past our log and its redaction. */
const silent = { error: () => {}, warn: () => {} };

const kept = { keepAlive: true, maxSockets: 8 };

/** One connection to InfluxDB; the only place that knows the client's library. */
export class InfluxConnection {
  readonly #place: InfluxPlace;
  readonly #agent: HttpAgent;
  readonly #influx: InfluxDB;

  constructor(place: InfluxPlace) {
    setLogger(silent);
    this.#place = place;
    this.#agent = place.url.startsWith("https:") ? new HttpsAgent(kept) : new HttpAgent(kept);
    this.#influx = new InfluxDB({
      url: place.url,
      token: place.token,
      // Ours ends first: the client's reports the end of its patience, but leaves the request open.
      timeout: place.requestMsMax * 2,
      transportOptions: { agent: this.#agent },
    });
  }

  /**
   * Writes lines, whose times have that precision, in one request. Resolves only on 204, the one answer that says that all of
   * them are stored; rejects with InfluxFault otherwise.
   */
  async write(lines: readonly string[], precision: "ms" | "ns"): Promise<void> {
    const { organization, bucket, compress } = this.#place;
    let status: number | undefined;
    const watched = watching(this.#influx.transport, (answered) => {
      status = answered;
    });
    const client = new InfluxDB({ url: this.#place.url, transport: watched });
    const api = client.getWriteApi(organization, bucket, precision, {
      flushInterval: 0,
      maxRetries: 0,
      // One more than there are: a buffer that fills sends by itself, and swallows the error.
      batchSize: lines.length + 1,
      maxBatchBytes: Number.POSITIVE_INFINITY,
      // The client knows no "never": no body is as long as that.
      gzipThreshold: compress ? 1_000 : Number.MAX_SAFE_INTEGER,
      // Its own promise, so that the client neither logs nor decides.
      writeFailed: (error) => Promise.reject(error),
    });
    for (const each of lines) api.writeRecord(each);
    await this.#within(() => api.flush());
    // 201 means to InfluxDB 3 that only a part was stored; the client takes it for success.
    if (status !== 204)
      throw new InfluxFault(`${status ?? "no status"} was answered, where 204 says that all is stored`, {
        status: status ?? null,
        retryAfterMs: null,
      });
  }

  /** Reads a path of the API, such as `/health`, with the server's clock when it tells it; rejects with InfluxFault. */
  async read(path: string): Promise<{ readonly body: unknown; readonly clockMs: number | null }> {
    let date: unknown;
    const body: unknown = await this.#within(() =>
      this.#influx.transport.request(path, "", { method: "GET" }, (headers) => {
        date = headers["date"];
      }),
    );
    const clockMs = typeof date === "string" ? Date.parse(date) : Number.NaN;
    return { body, clockMs: Number.isNaN(clockMs) ? null : clockMs };
  }

  /**
   * The rows of a Flux answer as they arrive, no faster than they are taken; `signal` cuts the request off. Throws
   * InfluxFault, also in the middle of an answer.
   */
  async *rows(question: FluxQuestion, signal: AbortSignal): AsyncGenerator<FluxRow> {
    const { url, organization, compress } = this.#place;
    const client = new InfluxDB({ url, transport: abortable(this.#influx.transport, signal) });
    const queries = client.getQueryApi({ org: organization, gzip: compress });
    try {
      for await (const row of queries.iterateRows(question)) yield fluxRow(row);
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** Ends what is under way and lets the sockets go. */
  close(): void {
    this.#agent.destroy();
  }

  /** Cutting the sockets is what ends a request for good. */
  async #within<Result>(request: () => Promise<Result>): Promise<Result> {
    const { requestMsMax } = this.#place;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#agent.destroy();
    }, requestMsMax);
    try {
      return await request();
    } catch (error) {
      if (!late) throw faultOf(error);
      throw new InfluxFault(`no answer within ${requestMsMax} ms`, {
        status: null,
        retryAfterMs: null,
        silent: true,
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

const fluxRow = ({ values, tableMeta: { columns } }: Row): FluxRow => ({
  whole: values.length === columns.length,
  cell: (name) => {
    const column = columns.find(({ label }) => label === name);
    return column === undefined ? null : values[column.index] || column.defaultValue;
  },
});

/** A transport whose streamed answers end when the signal says so; the client's own query API takes no signal. */
const abortable = (transport: Transport, signal: AbortSignal): Transport => ({
  chunkCombiner: transport.chunkCombiner,
  request: (...asked) => transport.request(...asked),
  iterate: (path, body, options) => transport.iterate(path, body, { ...options, signal }),
  send: (...asked) => transport.send(...asked),
});

type Observer = Partial<CommunicationObserver<Uint8Array>>;

const watching = (transport: Transport, answered: (status: number | undefined) => void): Transport => ({
  chunkCombiner: transport.chunkCombiner,
  request: (...asked) => transport.request(...asked),
  iterate: (...asked) => transport.iterate(...asked),
  send: (path, body, options, callbacks) => {
    const observer: Observer = {
      ...callbacks,
      responseStarted: (headers, status) => {
        answered(status);
        callbacks?.responseStarted?.(headers, status);
      },
    };
    transport.send(path, body, options, observer);
  },
});
