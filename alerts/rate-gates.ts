import type { Series } from "../telemetry/series-catalog.ts";
import type { Ground } from "./combination-ground.ts";
import { within } from "./program.ts";
import { type Band, everything } from "./rate-trend.ts";
import type { ForecastRule, MetricTerm, RateRule, Rule } from "./rules/rule.ts";
import { termsOf } from "./rules/term.ts";

type Gated = RateRule | ForecastRule;

interface Gate {
  readonly rule: Gated;
  readonly term: MetricTerm;
}

/** `while` of rates and forecasts: what has to hold for them to be in force, by the newest readings. */
export class RateGates {
  readonly #ground: Ground;
  #byMetric: ReadonlyMap<string, readonly Gate[]> = new Map();

  constructor(ground: Ground, rules: readonly Rule[]) {
    this.#ground = ground;
    this.take(rules);
  }

  take(rules: readonly Rule[]): void {
    const gates = rules
      .filter((rule) => rule.kind === "rate" || rule.kind === "forecast")
      .flatMap((rule) => {
        const terms = rule.while === null ? [] : termsOf(rule.while);
        return terms.filter((term) => term.kind === "metric").map((term): Gate => ({ rule, term }));
      });
    this.#byMetric = Map.groupBy(gates, ({ term }) => term.metric.name);
  }

  /** True when a metric decides whether some rule is in force. */
  gates(metric: string): boolean {
    return this.#byMetric.has(metric);
  }

  /** True while a rule is in force for a series. */
  isOpen(rule: Rule, { site, node }: Series, nowMs: number): boolean {
    if ((rule.kind !== "rate" && rule.kind !== "forecast") || rule.while === null) return true;
    return this.#ground.truth(rule.while, { site, node }, { nowMs, hoursAtMs: null }) === true;
  }

  /** The rules, each with one of its series, that a series decides on. */
  behind({ site, node, metricName }: Series): readonly { readonly rule: Gated; readonly series: Series }[] {
    const gates = this.#byMetric.get(metricName) ?? [];
    return gates.flatMap(({ rule, term }) =>
      this.#ground
        .seriesOf(rule.metric.name, { site, node: term.at === "site" ? null : node })
        .map((series) => ({ rule, series })),
    );
  }

  /** Values of a series that open and shut nothing as things are. */
  quiet(series: Series): Band {
    const gates = this.#byMetric.get(series.metricName) ?? [];
    return gates.reduce((band, { term }) => within(band, this.#ground.sameSide(term, series)), everything);
  }
}
