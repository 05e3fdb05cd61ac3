import { nodeCode } from "../telemetry/identifiers.ts";
import { presentValue } from "../telemetry/metrics.ts";
import type { Series, SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { Moment } from "./alarm.ts";
import type { AlarmBook } from "./alarm-book.ts";
import type { Firing, Subject } from "./alarm-life.ts";
import type { Ground, Place } from "./combination-ground.ts";
import type { Spec, SpecLevel } from "./combination-spec.ts";
import { type LevelState, normal } from "./condition.ts";
import { standingBody } from "./condition-body.ts";
import type { Reached, Standing } from "./condition-set.ts";
import type { LatestReadings } from "./latest-readings.ts";
import { type PlannedNumber, standingAt } from "./program.ts";
import type { DescribeSite } from "./routes.ts";
import { renderText, type TextValues } from "./rules/text.ts";

/** What a condition on several things needs to speak. */
export interface CombinedParts {
  readonly catalog: SeriesCatalog;
  readonly latest: LatestReadings;
  readonly book: AlarmBook;
  readonly describeSite: DescribeSite;
  readonly plannedNumber: PlannedNumber;
}

/** Node of alarms that concern a site as a whole. */
const wholeSiteNode = nodeCode("site");

/** A combination at work at a node or a site. */
export class Combined implements Standing {
  readonly spec: Spec;
  readonly place: Place;
  readonly key: string;
  readonly subject: Subject;
  readonly levels: readonly SpecLevel[];
  states: readonly LevelState[];

  constructor(spec: Spec, place: Place) {
    const at = standingAt(spec.rule, { site: place.site, node: place.node ?? wholeSiteNode });
    this.spec = spec;
    this.place = place;
    this.key = at.key;
    this.subject = at.subject;
    this.levels = spec.levels;
    this.states = spec.levels.map(() => normal);
  }

  /** All series that its terms look at. */
  series(ground: Ground): readonly Series[] {
    const { site, node } = this.place;
    return this.spec.metricTerms.flatMap((term) =>
      ground.seriesOf(term.metric.name, { site, node: term.at === "site" ? null : node }),
    );
  }
}

/** The body of the row that keeps a combination; null when every level is normal. */
export const combinedBody = (condition: Combined): string | null => {
  const { rule } = condition.spec;
  const { site, node } = condition.subject;
  const metric = rule.kind === "state" ? rule.metric.name : "";
  return standingBody(condition, { site, node, rule: rule.name, metric });
};

const ownSeries = ({ spec, subject }: Combined, { catalog }: CombinedParts): Series | undefined =>
  spec.rule.kind === "state" ? catalog.find(subject.site, subject.node, spec.rule.metric.name) : undefined;

const valuesOf = ({ spec }: Combined, own: Series | undefined, parts: CombinedParts): TextValues => {
  if (spec.rule.kind !== "state" || own === undefined) return {};
  const { metric } = spec.rule;
  return { metric: metric.label, value: String(presentValue(metric, parts.latest.of(own.id).value)) };
};

/** Puts a combination that fires into words. */
export const combinedFiring = (
  condition: Combined,
  { severity, at }: Reached & { readonly at: Moment },
  parts: CombinedParts & { readonly ground: Ground },
): Firing => {
  const { spec, subject } = condition;
  const own = ownSeries(condition, parts);
  return {
    at,
    severity,
    text: renderText(spec.rule, {
      ...valuesOf(condition, own, parts),
      site: parts.describeSite(subject.site)?.name ?? subject.site,
      node: subject.node,
    }),
    threshold: null,
    evidence:
      own === undefined
        ? parts.latest.evidenceFrom([...new Set(condition.series(parts.ground))], at.eventAtMs)
        : parts.latest.evidence(own, at.eventAtMs),
  };
};
