import { createHash } from "node:crypto";
import type { Severity } from "../../telemetry/severity.ts";
import { type AlarmFacts, type Message, readMessage } from "./message.ts";
import type { Language } from "./surroundings.ts";

/** An alert as `POST /api/v2/alerts` takes it; the labels are its identity. Source: Alertmanager's OpenAPI v2. */
export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** When the alerts of one notification begin and end. */
export interface AlertTimes {
  readonly nowMs: number;
  /** How long an alert is believed without being told again. */
  readonly activeMs: number;
}

/** How long something that is no alarm, such as a digest, stands: long enough for a group to be told. */
const announcedMs = 300_000;

const iso = (atMs: number): string => new Date(atMs).toISOString();

/** Characters that Prometheus' label names don't have become underscores. */
const labelName = (name: string): string => name.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(?=\d)/, "_");

/** Of a notification that is about no single alarm. */
const labelsOfMessage = ({ kind, id }: Message): Record<string, string> => ({
  alertname: `tramcanh-${kind}`,
  notification: id,
  source: "tramcanh",
});

const labelsOf = (alarm: AlarmFacts, severity: Severity): Readonly<Record<string, string>> => {
  const labels = new Map<string, string>();
  for (const [name, value] of Object.entries(alarm.labels)) labels.set(labelName(name), value);
  const own = {
    alertname: alarm.type,
    site: alarm.site,
    node: alarm.node,
    qualifier: alarm.qualifier,
    severity,
    source: "tramcanh",
  };
  for (const [name, value] of Object.entries(own)) labels.set(name, value);
  // Alertmanager takes an empty label for one that is not there.
  return Object.fromEntries([...labels].filter(([, value]) => value !== "").sort());
};

const annotationsOf = ({ title, text, alarm, link }: Message): Readonly<Record<string, string>> => ({
  summary: title,
  description: text,
  ...(alarm === null ? {} : { alarm: alarm.id }),
  ...(link === null ? {} : { link }),
});

const generatorOf = ({ link }: Message): { readonly generatorURL?: string } =>
  link === null ? {} : { generatorURL: link };

/** Severities that the alarm had before in this occurrence: to Alertmanager they are alerts of their own. */
const formerSeverities = ({ statusChanges, severity }: AlarmFacts): readonly Severity[] => {
  const begin = statusChanges.findLastIndex(({ event }) => event === "raised");
  const former = statusChanges.slice(Math.max(begin, 0)).map((change) => change.severity);
  return [...new Set(former)].filter((each) => each !== severity);
};

const startOf = (alarm: AlarmFacts): number => {
  const raised = alarm.statusChanges.findLast(({ event }) => event === "raised");
  return Date.parse((raised?.at ?? alarm.lastRaised).eventAt);
};

const alertsOf = (message: Message, { nowMs, activeMs }: AlertTimes): readonly PostableAlert[] => {
  const { alarm } = message;
  const shared = { annotations: annotationsOf(message), ...generatorOf(message) };
  if (alarm === null) {
    const startsAt = iso(Math.min(Date.parse(message.sentAt), nowMs));
    return [{ ...shared, labels: labelsOfMessage(message), startsAt, endsAt: iso(nowMs + announcedMs) }];
  }
  // A device's clock may be ahead: an alert that begins in the future is shown by no one.
  const startMs = Math.min(startOf(alarm), nowMs);
  const endMs = Date.parse(alarm.lastCleared?.eventAt ?? alarm.lastChanged.eventAt);
  const over = { startsAt: iso(startMs), endsAt: iso(Math.max(Math.min(endMs, nowMs), startMs)) };
  const active = { startsAt: iso(startMs), endsAt: iso(nowMs + activeMs) };
  return [
    { ...shared, labels: labelsOf(alarm, alarm.severity), ...(alarm.isCleared ? over : active) },
    ...formerSeverities(alarm).map((severity) => ({
      ...shared,
      labels: labelsOf(alarm, severity),
      startsAt: iso(startMs),
      endsAt: iso(alarm.isCleared ? Date.parse(over.endsAt) : nowMs),
    })),
  ];
};

/**
 * The alerts that tell Alertmanager of a notification: the alarm with its severity, ended when it is cleared, and
 * ended ones for severities that it had before. Throws MessageUnreadable.
 */
export const alertmanagerAlerts = (body: string, of: Language, times: AlertTimes): readonly PostableAlert[] =>
  alertsOf(readMessage(body, of), times);

/** Alertmanager's own zero time: the alert has not ended. */
const notEnded = "0001-01-01T00:00:00Z";

const fingerprintOf = (labels: Readonly<Record<string, string>>): string =>
  createHash("sha256").update(JSON.stringify(labels)).digest("hex").slice(0, 16);

const common = (sets: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(sets[0] ?? {}).filter(([name, value]) => sets.every((each) => each[name] === value)),
  );

/**
 * A notification in the shape of Alertmanager's webhook, version 4: the group of one alarm. The same bytes at each
 * attempt. Throws MessageUnreadable.
 */
export const alertmanagerWebhook = (
  body: string,
  { receiver, language }: { readonly receiver: string; readonly language: Language },
): object => {
  const message = readMessage(body, language);
  const sentAtMs = Date.parse(message.sentAt);
  const posted = alertsOf(message, { nowMs: sentAtMs, activeMs: announcedMs });
  const alerts = posted.map(({ labels, annotations, startsAt, endsAt }) => {
    const isFiring = Date.parse(endsAt) > sentAtMs;
    return {
      status: isFiring ? "firing" : "resolved",
      labels,
      annotations,
      startsAt,
      endsAt: isFiring ? notEnded : endsAt,
      generatorURL: message.link ?? "",
      fingerprint: fingerprintOf(labels),
    };
  });
  const commonLabels = common(alerts.map(({ labels }) => labels));
  const groupLabels = Object.fromEntries(
    ["alertname", "site", "node"].flatMap((name) => {
      const value = commonLabels[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return {
    version: "4",
    groupKey: `tramcanh:${JSON.stringify(groupLabels)}`,
    truncatedAlerts: 0,
    status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
    receiver,
    groupLabels,
    commonLabels,
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalURL: message.link === null ? "" : new URL(message.link).origin,
    alerts,
  };
};
