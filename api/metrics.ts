import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { severities } from "../telemetry/severity.ts";
import type { ApiContext } from "./context.ts";

/** One value of a figure with its labels. */
export interface LabelledValue {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * A number that somebody counts anyway, read when metrics are scraped. The name is `tramcanh_…` with its unit last,
 * and `_total` for a counter.
 */
export interface Figure {
  readonly name: string;
  readonly help: string;
  readonly kind: "counter" | "gauge";
  /** Names of the labels; left out when there is only one value. */
  readonly labels?: readonly string[];
  read(): number | Iterable<LabelledValue>;
}

const valuesOf = (figure: Figure): Iterable<LabelledValue> => {
  const read = figure.read();
  return typeof read === "number" ? [{ labels: {}, value: read }] : read;
};

const enter = (registry: Registry, figure: Figure): void => {
  const { name, help } = figure;
  const options = { name, help, labelNames: [...(figure.labels ?? [])], registers: [registry] };
  if (figure.kind === "gauge") {
    const gauge: Gauge = new Gauge({
      ...options,
      collect: () => {
        gauge.reset();
        for (const { labels, value } of valuesOf(figure)) gauge.set({ ...labels }, value);
      },
    });
    return;
  }
  const counter: Counter = new Counter({
    ...options,
    collect: () => {
      counter.reset();
      for (const { labels, value } of valuesOf(figure)) counter.inc({ ...labels }, value);
    },
  });
};

const gauge = (name: string, help: string, read: Figure["read"], labels?: readonly string[]): Figure =>
  labels ? { name, help, kind: "gauge", labels, read } : { name, help, kind: "gauge", read };

const counter = (name: string, help: string, read: Figure["read"]): Figure => ({
  name,
  help,
  kind: "counter",
  read,
});

const alarmFigures = ({ alarms }: ApiContext): Figure[] => [
  gauge(
    "tramcanh_alarms_active",
    "Alarms that are not cleared, by severity",
    () => {
      const active = alarms.list().filter((alarm) => !alarm.isCleared);
      return severities.map((severity) => ({
        labels: { severity },
        value: active.filter((alarm) => alarm.severity === severity).length,
      }));
    },
    ["severity"],
  ),
  gauge("tramcanh_devices_online", "Devices with an open connection", () =>
    alarms.presence().reduce((online, device) => online + (device.online ? 1 : 0), 0),
  ),
];

const storeFigures = ({ store }: ApiContext): Figure[] => [
  gauge("tramcanh_store_available", "1 while the journal takes batches", () =>
    store.health().trouble === null ? 1 : 0,
  ),
  gauge("tramcanh_store_database_bytes", "Size of the database file", () => store.health().databaseBytes),
  gauge("tramcanh_store_wal_bytes", "Size of the write-ahead log", () => store.health().walBytes),
  counter(
    "tramcanh_store_checkpoints_total",
    "Checkpoints since the start",
    () => store.health().checkpoints,
  ),
];

const channelFigures = ({ channels }: ApiContext): Figure[] => [
  gauge(
    "tramcanh_channel_healthy",
    "1 while the channel delivers",
    () => channels().map(({ name, healthy }) => ({ labels: { channel: name }, value: healthy ? 1 : 0 })),
    ["channel"],
  ),
  gauge(
    "tramcanh_channel_waiting",
    "Notifications that wait for the channel",
    () => channels().map(({ name, waiting }) => ({ labels: { channel: name }, value: waiting })),
    ["channel"],
  ),
];

const fieldFigures = ({ field: { visits, photos, arrivals } }: ApiContext): Figure[] => [
  gauge("tramcanh_photo_bytes", "Bytes of all photos", () => photos.bytes),
  counter("tramcanh_photos_removed_total", "Photos that gave way to newer ones", () => photos.removedCount),
  gauge("tramcanh_photos_arriving", "Photos that arrive now", () => arrivals.underWay),
  counter("tramcanh_photos_turned_away_total", "Photos told to come again", () => arrivals.turnedAway),
  counter("tramcanh_visits_removed_total", "Visits that gave way to newer ones", () => visits.removedCount),
];

const ownFigures = ({ hub, identity, catalog }: ApiContext): Figure[] => [
  gauge("tramcanh_series", "Series known", () => catalog.size),
  gauge("tramcanh_streams_open", "Clients of the event stream", () => hub.size),
  counter("tramcanh_streams_cut_total", "Streams cut because nobody read them", () => hub.cutStreams),
  counter("tramcanh_streams_refused_total", "Streams refused for a limit", () => hub.refusedStreams),
  gauge("tramcanh_sessions", "Sessions that are known", () => identity.sessions.size),
  counter("tramcanh_logins_failed_total", "Logins refused", () => identity.failedLogins),
];

const listenerFigures = ({ tmf: { hub } }: ApiContext): Figure[] => [
  gauge("tramcanh_listeners", "Listeners registered at the hub of TMF642", () => hub.size),
  {
    name: "tramcanh_listener_events_total",
    help: "Attempts to tell a listener of an event, by outcome",
    kind: "counter",
    labels: ["outcome"],
    read: () => {
      const { delivered, failed, dropped } = hub.counts;
      return Object.entries({ delivered, failed, dropped }).map(([outcome, value]) => ({
        labels: { outcome },
        value,
      }));
    },
  },
  counter(
    "tramcanh_listener_changes_skipped_total",
    "Changes that a listener too far behind was never told of",
    () => hub.counts.skipped,
  ),
];

/** Answers given since the start, by HTTP status; what a limit refuses is among them. */
export type AnswerCounts = Map<number, number>;

const answerFigure = (answers: AnswerCounts): Figure => ({
  name: "tramcanh_http_answers_total",
  help: "Answers of the HTTP side, by status",
  kind: "counter",
  labels: ["status"],
  read: () => [...answers].map(([status, value]) => ({ labels: { status: String(status) }, value })),
});

/** Answers a scrape in Prometheus' text format. */
export interface Metrics {
  readonly contentType: string;
  scrape(): Promise<string>;
}

/** Enters every figure of the house into a registry of its own; nothing is counted twice per message. */
export const buildMetrics = (context: ApiContext, answers: AnswerCounts): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const figures = [
    ...alarmFigures(context),
    ...storeFigures(context),
    ...channelFigures(context),
    ...ownFigures(context),
    ...listenerFigures(context),
    ...fieldFigures(context),
    answerFigure(answers),
    ...context.figures,
  ];
  for (const figure of figures) enter(registry, figure);
  return { contentType: registry.contentType, scrape: () => registry.metrics() };
};
