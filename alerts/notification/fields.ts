import type { Severity } from "../../telemetry/severity.ts";
import type { Alarm, AlarmEvent } from "../alarm.ts";
import type { SiteDescription } from "../routes.ts";
import type { Gathered } from "./flood.ts";
import {
  countWords,
  eventWords,
  kindWords,
  type Language,
  localTime,
  numberWords,
  severityWords,
  spanWords,
  type TellingKind,
} from "./words.ts";

/** What a notification about one alarm tells of. */
export interface AlarmFacts {
  readonly alarm: Alarm;
  readonly site: SiteDescription | undefined;
  readonly event: AlarmEvent;
  readonly kind: Exclude<TellingKind, "digest">;
  /** Of the story: the strongest of the alarm and its symptoms. */
  readonly severity: Severity;
  readonly link: string | null;
  readonly nowMs: number;
}

/** Fields of templates for one alarm. */
export const alarmFields = [
  "event",
  "still",
  "severity",
  "site",
  "siteName",
  "place",
  "node",
  "type",
  "commune",
  "text",
  "raisedAt",
  "clearedAt",
  "duration",
  "value",
  "limit",
  "symptoms",
  "sites",
  "nodes",
  "hamlets",
  "population",
  "impact",
  "minutesLeft",
  "acknowledgedBy",
  "assignee",
  "ticket",
  "link",
] as const;

/** Fields of templates for a digest. */
export const digestFields = [
  "count",
  "critical",
  "major",
  "minor",
  "warning",
  "indeterminate",
  "cleared",
  "others",
  "list",
  "left",
  "from",
  "to",
] as const;

type AlarmValues = Readonly<Record<(typeof alarmFields)[number], string>>;
type DigestValues = Readonly<Record<(typeof digestFields)[number], string>>;

const counted = (count: number | undefined, language: Language): string =>
  count === undefined || count === 0 ? "" : numberWords(count, language);

const impactNouns = {
  sites: { vi: "trạm", en: "site" },
  nodes: { vi: "nút mạng", en: "node" },
  hamlets: { vi: "thôn ấp", en: "hamlet" },
  population: { vi: "người dân", en: "inhabitant" },
} as const;

const impactValues = ({ impact, symptomCount }: Alarm, language: Language) => {
  const nodes = Object.values(impact?.nodesByOperator ?? {}).reduce((sum, count) => sum + count, 0);
  const words = (["sites", "nodes", "hamlets", "population"] as const).flatMap((key) => {
    const count = key === "nodes" ? nodes : (impact?.[key] ?? 0);
    return count === 0 ? [] : [countWords(count, impactNouns[key], language)];
  });
  return {
    sites: counted(impact?.sites, language),
    nodes: counted(nodes, language),
    hamlets: counted(impact?.hamlets, language),
    population: counted(impact?.population, language),
    impact: words.join(", "),
    symptoms: counted(symptomCount, language),
  };
};

const thresholdValues = ({ threshold }: Alarm, language: Language) =>
  threshold === null
    ? { value: "", limit: "" }
    : {
        value: `${numberWords(threshold.observed, language)} ${threshold.unit}`.trim(),
        limit: `${numberWords(threshold.raiseAt, language)} ${threshold.unit}`.trim(),
      };

const timeValues = ({ alarm, kind, nowMs }: AlarmFacts, language: Language) => {
  const raisedAtMs = alarm.lastRaised.eventAtMs;
  const clearedAtMs = alarm.isCleared ? (alarm.lastCleared?.eventAtMs ?? null) : null;
  const lastedMs = (clearedAtMs ?? nowMs) - raisedAtMs;
  const duration = lastedMs < 60_000 && clearedAtMs === null ? "" : spanWords(lastedMs, language);
  return {
    raisedAt: localTime(raisedAtMs),
    clearedAt: clearedAtMs === null ? "" : localTime(clearedAtMs),
    duration,
    still: kind === "alarm" ? "" : duration,
  };
};

const operatorValues = ({ operatorState, operatorChanges, assignee, ticket }: Alarm) => {
  const acknowledged = operatorChanges.findLast(({ action }) => action === "acknowledge");
  return {
    acknowledgedBy: operatorState === "none" ? "" : (acknowledged?.actor ?? ""),
    assignee: assignee ?? "",
    ticket: ticket ?? "",
  };
};

/** What the fields of a template stand for; empty where there is nothing to say. */
export const alarmValues = (facts: AlarmFacts, language: Language): AlarmValues => {
  const { alarm, site, event, kind, severity, link } = facts;
  const words = kind === "alarm" ? eventWords[event] : kindWords[kind];
  return {
    event: words[language],
    severity: severityWords[severity][language],
    site: alarm.site,
    siteName: site?.name ?? "",
    place: site === undefined ? alarm.site : `${site.name} (${alarm.site})`,
    node: alarm.node,
    type: alarm.type,
    commune: site?.commune ?? "",
    text: alarm.text[language],
    ...timeValues(facts, language),
    ...thresholdValues(alarm, language),
    ...impactValues(alarm, language),
    minutesLeft: counted(alarm.timeToSiteDown?.p50Minutes, language),
    ...operatorValues(alarm),
    link: link ?? "",
  };
};

/** How many tellings a digest stands for. */
export const digestCount = ({ told, cleared, others }: Gathered): number =>
  Object.values(told).reduce((sum, count) => sum + count, 0) + cleared + others;

/** What the fields of a digest's template stand for. */
export const digestValues = (gathered: Gathered, nowMs: number, language: Language): DigestValues => {
  const count = digestCount(gathered);
  const { told, cleared, others, listed } = gathered;
  return {
    count: numberWords(count, language),
    critical: counted(told.critical, language),
    major: counted(told.major, language),
    minor: counted(told.minor, language),
    warning: counted(told.warning, language),
    indeterminate: counted(told.indeterminate, language),
    cleared: counted(cleared, language),
    others: counted(others, language),
    list: listed.map(({ title }) => `- ${title[language]}`).join("\n"),
    left: counted(count - listed.length, language),
    from: localTime(gathered.sinceMs),
    to: localTime(nowMs),
  };
};
