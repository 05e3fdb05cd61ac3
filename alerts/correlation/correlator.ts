import type { Topology } from "../../inventory/topology.ts";
import type { AlarmId } from "../../telemetry/identifiers.ts";
import type { Alarm, Explanation, Impact } from "../alarm.ts";
import { type DetectionMs, defaultDetectionMs } from "./begin.ts";
import { factsOf } from "./fact.ts";
import type { Failure } from "./failure.ts";
import { impactIn } from "./impact.ts";
import { LinkAlarms } from "./link-alarms.ts";
import { NetworkState } from "./network-state.ts";
import { PowerView } from "./power.ts";
import { Replay } from "./replay.ts";
import { explanationsOf, rootOf } from "./root.ts";
import { Settling } from "./settling.ts";
import { silentSites } from "./sites.ts";

/** What the correlator may be told besides the network. */
export interface CorrelatorOptions {
  /** How long something may have lasted before an alarm of it is raised; see `defaultDetectionMs`. */
  readonly detectionMs?: DetectionMs;
}

/**
 * Finds which active alarms are explained by which failed element; docs/spec/correlation.md has its laws. No clock, no
 * I/O. What it says follows from the active alarms and the time alone, but for the settle time of those that it
 * explained before.
 */
export class Correlator {
  readonly #topology: Topology;
  readonly #detectionMs: DetectionMs;
  readonly #state: NetworkState;
  readonly #earlier: NetworkState;
  #settling = new Settling();
  #trustEndsMs = Number.POSITIVE_INFINITY;
  #failuresByRoot = new Map<AlarmId, Failure[]>();

  constructor(topology: Topology, options: CorrelatorOptions = {}) {
    this.#topology = topology;
    this.#detectionMs = options.detectionMs ?? defaultDetectionMs;
    this.#state = new NetworkState(topology);
    this.#earlier = new NetworkState(topology);
  }

  /** A correlator for a changed network that goes on where this one is. */
  withTopology(topology: Topology): Correlator {
    const next = new Correlator(topology, { detectionMs: this.#detectionMs });
    next.#settling = new Settling(this.#settling);
    next.#trustEndsMs = this.#trustEndsMs;
    return next;
  }

  /**
   * Explains the active alarms as of now: symptom → root, never itself a symptom. Cleared alarms among them are left
   * out of account. Ask again when an alarm was raised, updated or cleared, and at `nextDueMs`.
   */
  explain(active: readonly Alarm[], nowMs: number): ReadonlyMap<AlarmId, Explanation> {
    const topology = this.#topology;
    const facts = factsOf(active, topology, this.#detectionMs);
    const power = new PowerView(topology, facts);
    power.explain(facts);
    const links = new LinkAlarms(topology, power, facts);
    links.explain();
    const silent = silentSites(topology, facts);
    const replay = new Replay({ topology, power, links, facts, silent, nowMs }, this.#state, this.#earlier);
    replay.run();
    const explanations = explanationsOf(facts);
    this.#failuresByRoot = failuresByRoot(replay);
    this.#trustEndsMs = replay.nextDueMs;
    this.#settling.step(active, explanations, nowMs);
    return explanations;
  }

  /** When time alone may change what was explained last, ms since 1970 UTC; infinity when it can't. */
  nextDueMs(): number {
    return Math.min(this.#trustEndsMs, this.#settling.nextDueMs);
  }

  /**
   * What a root takes along, in the graph as of the last `explain`, be there alarms of it yet or not; symptoms that the
   * graph knows nothing of count too.
   */
  impactOf(root: Alarm, symptoms: readonly Alarm[]): Impact {
    const failures = this.#failuresByRoot.get(root.id) ?? [];
    return impactIn(
      this.#topology,
      failures.map(({ lost }) => lost),
      [root, ...symptoms],
    );
  }
}

const failuresByRoot = ({ failures }: Replay): Map<AlarmId, Failure[]> => {
  const byRoot = new Map<AlarmId, Failure[]>();
  for (const failure of failures) {
    const { id } = rootOf(failure.fact).alarm;
    const others = byRoot.get(id);
    if (others === undefined) byRoot.set(id, [failure]);
    else others.push(failure);
  }
  return byRoot;
};
