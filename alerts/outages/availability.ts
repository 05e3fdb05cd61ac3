import { type CauseClass, causeClasses, type Outage } from "./outage.ts";

/** A period, ms since 1970 UTC, its end not included. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How a subject fared over a period, in minutes; up + down + planned + `unknownMinutes` is the length of the period. */
export interface Availability {
  readonly totalMinutes: number;
  readonly upMinutes: number;
  /** By power, transmission, equipment and causes that nobody knows together. */
  readonly downMinutes: number;
  /** Nobody listened (the platform stood still or was cut off), or had ever heard of the subject: it may have been up or down. */
  readonly unknownMinutes: number;
  /** Of what was out; "unknown" is out for a cause that nobody knows, and so down. */
  readonly minutesByClass: Readonly<Record<CauseClass, number>>;
  /** up / (total − planned − unknown), 0 to 1; null when nothing remains to divide by. */
  readonly availability: number | null;
}

/** What of an outage counts here; the node is named or not. */
export interface Stretch extends Pick<Outage, "fromMs" | "toMs" | "causeClass"> {
  readonly node: string | null;
  /** What tells of the outage; null where nobody listened. */
  readonly alarm: string | null;
  /** Left out: the alarm. */
  readonly confirmedBy?: Outage["confirmedBy"];
}

/** Where nobody listened, and no class was given since, nobody knows that there was an outage at all. */
const isUnheard = ({ alarm, causeClass, confirmedBy }: Stretch): boolean =>
  causeClass === "unknown" && (alarm === null || confirmedBy === "platform");

/** What weighs more where outages of a node and of its site lie on each other. */
const weightOf = (stretch: Stretch): number => {
  if (stretch.causeClass === "planned") return 4;
  if (stretch.causeClass === "unknown") return isUnheard(stretch) ? 0 : 1;
  return stretch.node === null ? 2 : 3;
};

interface Edge {
  readonly atMs: number;
  readonly stretch: Stretch;
  readonly begins: boolean;
}

const edgesIn = (stretches: readonly Stretch[], { fromMs, toMs }: Period): readonly Edge[] =>
  stretches
    .map((stretch) => ({
      stretch,
      fromMs: Math.max(stretch.fromMs, fromMs),
      toMs: Math.min(stretch.toMs ?? toMs, toMs),
    }))
    .filter((cut) => cut.fromMs < cut.toMs)
    .flatMap((cut): Edge[] => [
      { atMs: cut.fromMs, stretch: cut.stretch, begins: true },
      { atMs: cut.toMs, stretch: cut.stretch, begins: false },
    ])
    .sort((one, other) => one.atMs - other.atMs);

const heaviest = (standing: ReadonlySet<Stretch>): Stretch | undefined => {
  let found: Stretch | undefined;
  for (const stretch of standing) {
    if (found === undefined || weightOf(stretch) > weightOf(found)) found = stretch;
  }
  return found;
};

type Sums = Record<CauseClass | "unheard", number>;

const summed = (stretches: readonly Stretch[], period: Period): Sums => {
  const sums = { power: 0, transmission: 0, equipment: 0, planned: 0, unknown: 0, unheard: 0 };
  const standing = new Set<Stretch>();
  let atMs = period.fromMs;
  for (const edge of edgesIn(stretches, period)) {
    const stretch = heaviest(standing);
    if (stretch !== undefined) sums[isUnheard(stretch) ? "unheard" : stretch.causeClass] += edge.atMs - atMs;
    atMs = edge.atMs;
    if (edge.begins) standing.add(edge.stretch);
    else standing.delete(edge.stretch);
  }
  return sums;
};

/**
 * How a subject fared: `outages` are its own and, for a node, those of its site; one that lasts counts to the end of
 * the period, which must not be in the future. A node is out when itself or its site is.
 */
export const availabilityOf = (outages: readonly Stretch[], period: Period): Availability => {
  const sums = summed(outages, period);
  const totalMs = period.toMs - period.fromMs;
  const downMs = sums.power + sums.transmission + sums.equipment + sums.unknown;
  const upMs = totalMs - downMs - sums.planned - sums.unheard;
  const minutes = (durationMs: number): number => durationMs / 60_000;
  const minutesByClass = { power: 0, transmission: 0, equipment: 0, planned: 0, unknown: 0 };
  for (const name of causeClasses) minutesByClass[name] = minutes(sums[name]);
  return {
    totalMinutes: minutes(totalMs),
    upMinutes: minutes(upMs),
    downMinutes: minutes(downMs),
    unknownMinutes: minutes(sums.unheard),
    minutesByClass,
    availability: upMs + downMs === 0 ? null : upMs / (upMs + downMs),
  };
};
