import { type CauseClass, type Confirmation, minutesOf } from "../../alerts/outages/outage.ts";
import { type Severity, severities } from "../../telemetry/severity.ts";
import type { Evaluation } from "./evaluation.ts";
import type { FloodFigures } from "./flood-count.ts";
import { evaluationLimits } from "./limits.ts";
import type { Offender } from "./offenders.ts";
import type { OutageSight } from "./outage-sight.ts";
import type { RecordingKind } from "./recording.ts";
import { type Sight, type Telling, timeText } from "./sight.ts";
import type { timelineFigures } from "./timeline.ts";

/** An instant as text, ISO 8601 in UTC. */
type Instant = string;

/** What the recording was like. */
export interface RecordingFigures {
  readonly file: string;
  readonly kind: RecordingKind;
  readonly rows: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly sites: number;
  /** Sites that the inventory does not know. */
  readonly sitesUnknown: number;
  /** Events that came too late to be put in their place in time. */
  readonly outOfOrder: number;
  /** Readings beyond the physical range of their metric: the platform puts them into quarantine. */
  readonly outOfRange: number;
  /** Readings not newer than what was there of their series: history, never an alarm. */
  readonly behind: number;
}

interface Share {
  readonly count: number;
  /** 0 to 1. */
  readonly share: number;
}

interface Flood extends Omit<FloodFigures, "worstFromMs"> {
  readonly worstFrom: Instant | null;
}

interface ListedOccurrence {
  readonly site: string;
  readonly node: string;
  readonly type: string;
  readonly severity: Severity;
  readonly raisedAt: Instant;
  readonly clearedAt: Instant | null;
  readonly suppressed: boolean;
  readonly flapping: boolean;
}

interface ListedOutage {
  readonly site: string;
  readonly node: string | null;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly minutes: number;
  readonly class: CauseClass;
  readonly confirmedBy: Confirmation;
}

/** What `evaluate` found; `docs/formats/recordings.md` says what each figure means. */
export interface EvaluationReport {
  readonly recording: RecordingFigures;
  readonly rules: number;
  /** What came in: alarms of the recording; of readings, alarms that the rules raised. */
  readonly alarmsIn: number;
  readonly alarms: {
    readonly raised: number;
    readonly cleared: number;
    readonly standing: number;
    readonly suppressed: number;
    readonly flapping: number;
    /** Raises refused at a limit. */
    readonly refused: number;
  };
  readonly notifications: {
    /** Stories opened: something is wrong that was not told before. */
    readonly problems: number;
    /** Stories ended. */
    readonly allClears: number;
    /** Everything in between. */
    readonly others: number;
    readonly total: number;
    readonly byEvent: Readonly<Record<string, number>>;
  };
  /** Alarms in for one problem told; null when nothing was told. */
  readonly compression: number | null;
  /** Identities with five changes or more within ten minutes. */
  readonly chattering: number;
  readonly floods: { readonly recorded: Flood; readonly shown: Flood };
  readonly priority: Readonly<Record<Severity, Share>>;
  readonly offenders: readonly Offender[];
  readonly standing: readonly ListedOccurrence[];
  readonly timeline: {
    readonly spanMinutes: number;
    readonly spans: readonly ({ readonly from: Instant } & Readonly<
      Record<(typeof timelineFigures)[number], number>
    >)[];
  };
  readonly told: readonly (Omit<Telling, "atMs"> & { readonly at: Instant })[];
  readonly occurrences: readonly ListedOccurrence[];
  /** The ledger of lost communication: each outage of a site (`node` null) or of a node. */
  readonly outages: readonly ListedOutage[];
  /** What the lists above leave off at their limits. */
  readonly leftOff: Readonly<Record<"told" | "occurrences" | "identities" | "outages", number>>;
}

const flood = ({ worstFromMs, ...figures }: FloodFigures): Flood => ({
  ...figures,
  worstFrom: worstFromMs === null ? null : timeText(worstFromMs),
});

const listed = (occurrence: Sight["occurrences"][number]): ListedOccurrence => {
  const { raisedAtMs, clearedAtMs, ...rest } = occurrence;
  return {
    ...rest,
    raisedAt: timeText(raisedAtMs),
    clearedAt: clearedAtMs === null ? null : timeText(clearedAtMs),
  };
};

const priorityOf = ({ severities: counts, counts: { raised } }: Sight): Record<Severity, Share> => {
  const share = (severity: Severity): Share => {
    const count = counts.get(severity) ?? 0;
    return { count, share: raised === 0 ? 0 : count / raised };
  };
  const [indeterminate, warning, minor, major, critical] = severities.map(share);
  const none = { count: 0, share: 0 };
  return {
    indeterminate: indeterminate ?? none,
    warning: warning ?? none,
    minor: minor ?? none,
    major: major ?? none,
    critical: critical ?? none,
  };
};

const notificationsOf = ({ counts, toldByEvent }: Sight): EvaluationReport["notifications"] => {
  const problems = toldByEvent.get("raised") ?? 0;
  const allClears = (toldByEvent.get("cleared") ?? 0) + (toldByEvent.get("operator-cleared") ?? 0);
  const byEvent = Object.fromEntries([...toldByEvent].sort());
  return { problems, allClears, others: counts.told - problems - allClears, total: counts.told, byEvent };
};

const outagesOf = (outages: OutageSight, toMs: number): readonly ListedOutage[] =>
  outages.list().map((outage) => ({
    site: outage.site,
    node: outage.node,
    from: timeText(outage.fromMs),
    to: outage.toMs === null ? null : timeText(outage.toMs),
    minutes: Math.round(minutesOf(outage, toMs) * 100) / 100,
    class: outage.causeClass,
    confirmedBy: outage.confirmedBy,
  }));

/** Everything that was gathered besides what was seen. */
export interface Gathered {
  readonly recording: RecordingFigures;
  readonly rules: number;
  readonly refused: number;
  /** First and last event, ms since 1970 UTC. */
  readonly span: readonly [fromMs: number, toMs: number];
}

/** Puts together what an operator would have seen. */
export const makeReport = (
  { sight, outages }: Pick<Evaluation, "sight" | "outages">,
  { recording, rules, refused, span }: Gathered,
): EvaluationReport => {
  const { raised, cleared, suppressed, flapping } = sight.counts;
  const alarmsIn = recording.kind === "alarms" ? sight.counts.recorded : raised;
  const notifications = notificationsOf(sight);
  const standing = sight.standing();
  return {
    recording,
    rules,
    alarmsIn,
    alarms: { raised, cleared, standing: standing.length, suppressed, flapping, refused },
    notifications,
    compression: notifications.problems === 0 ? null : alarmsIn / notifications.problems,
    chattering: sight.offenders.chattering,
    floods: {
      recorded: flood(sight.recordedFlood.figures(...span)),
      shown: flood(sight.shownFlood.figures(...span)),
    },
    priority: priorityOf(sight),
    offenders: sight.offenders.top(),
    standing: standing.slice(0, evaluationLimits.standingListedMax).map(listed),
    timeline: {
      spanMinutes: sight.timeline.spanMs / 60_000,
      spans: sight.timeline.spans().map(({ fromMs, ...counts }) => ({ from: timeText(fromMs), ...counts })),
    },
    told: sight.tellings.map(({ atMs, ...telling }) => ({ at: timeText(atMs), ...telling })),
    occurrences: sight.occurrences.map(listed),
    outages: outagesOf(outages, span[1]),
    leftOff: {
      told: sight.tellingsLeftOff,
      occurrences: sight.occurrencesLeftOff,
      identities: sight.offenders.beyondLimit,
      outages: outages.leftOff,
    },
  };
};
