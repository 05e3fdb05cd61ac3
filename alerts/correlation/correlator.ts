import type { Topology } from "../../inventory/topology.ts";
import type { AlarmId, SiteCode } from "../../telemetry/identifiers.ts";
import type { Alarm, Explanation, Impact } from "../alarm.ts";
import { announcedDetectionMs, type DetectionMs } from "./begin.ts";
import { factsOf } from "./fact.ts";
import type { Failure } from "./failure.ts";
import { type Hearing, unheard } from "./hearing.ts";
import { impactIn } from "./impact.ts";
import { explainIsolated } from "./isolated.ts";
import { hearingAskMs, witnessAskMs, witnessHoldMsMax } from "./limits.ts";
import { LinkAlarms } from "./link-alarms.ts";
import { NetworkState } from "./network-state.ts";
import { PowerView } from "./power.ts";
import { Replay, type Way } from "./replay.ts";
import { explanationsOf, rootOf } from "./root.ts";
import { Settling } from "./settling.ts";
import { explainSignals } from "./signal.ts";
import { silentSites } from "./sites.ts";

/** What the correlator may be told besides the network. */
export interface CorrelatorOptions {
  /** How long something may have lasted before an alarm of it is raised; left out: by the periods that devices announced. */
  readonly detectionMs?: DetectionMs;
  /** What is known of sites besides their alarms; left out: nothing. */
  readonly hearing?: Hearing;
}

/** Sites with a link that is said to be down, as of an instant. */
interface Pending {
  readonly atMs: number;
  readonly sites: ReadonlySet<SiteCode>;
}

/**
 * Finds which active alarms are explained by which failed element; docs/spec/correlation.md has its laws. No clock, no
 * I/O. What it says follows from the active alarms and the time alone, but for the settle time of those that it
 * explained before.
 */
export class Correlator {
  readonly #topology: Topology;
  readonly #hearing: Hearing;
  readonly #detectionMs: DetectionMs | undefined;
  readonly #state: NetworkState;
  readonly #earlier: NetworkState;
  #settling: Settling;
  #trustEndsMs = Number.POSITIVE_INFINITY;
  #failuresByRoot = new Map<AlarmId, Failure[]>();
  #ways: ReadonlyMap<AlarmId, Way> = new Map();
  #silent: ReadonlySet<SiteCode> = new Set();
  #pending: Pending = { atMs: Number.NEGATIVE_INFINITY, sites: new Set() };

  constructor(topology: Topology, options: CorrelatorOptions = {}) {
    this.#topology = topology;
    this.#hearing = options.hearing ?? unheard;
    this.#settling = new Settling(this.#hearing);
    this.#detectionMs = options.detectionMs;
    this.#state = new NetworkState(topology);
    this.#earlier = new NetworkState(topology);
  }

  /** A correlator for a changed network that goes on where this one is. */
  withTopology(topology: Topology): Correlator {
    const detectionMs = this.#detectionMs;
    const told = detectionMs === undefined ? {} : { detectionMs };
    const next = new Correlator(topology, { ...told, hearing: this.#hearing });
    next.#settling = new Settling(this.#hearing, this.#settling);
    next.#trustEndsMs = this.#trustEndsMs;
    return next;
  }

  /**
   * Explains the active alarms as of now: symptom → root, never itself a symptom. Cleared alarms among them are left
   * out of account. Ask again when an alarm was raised, updated or cleared, and at `nextDueMs`.
   */
  explain(active: readonly Alarm[], nowMs: number): ReadonlyMap<AlarmId, Explanation> {
    const topology = this.#topology;
    const hearing = this.#hearing;
    const facts = factsOf(active, topology, this.#detectionMs ?? announcedDetectionMs(hearing));
    const power = new PowerView(topology, facts);
    power.explain(facts);
    const links = new LinkAlarms({ topology, power, hearing }, facts);
    links.explain();
    const silent = silentSites(topology, facts);
    const input = { topology, power, links, hearing, facts, silent, nowMs };
    const replay = new Replay(input, this.#state, this.#earlier);
    replay.run();
    explainSignals(facts, topology);
    explainIsolated(facts, hearing);
    this.#ways = replay.ways;
    this.#silent = new Set(silent.map(({ fact }) => fact.alarm.site));
    const explanations = explanationsOf(facts);
    this.#failuresByRoot = failuresByRoot(replay);
    this.#trustEndsMs = Math.min(
      replay.nextDueMs,
      links.dark.length > 0 ? nowMs + hearingAskMs : Number.POSITIVE_INFINITY,
    );
    this.#settling.step(active, explanations, nowMs);
    return explanations;
  }

  /** When time alone may change what was explained last, ms since 1970 UTC; infinity when it can't. */
  nextDueMs(): number {
    return Math.min(this.#trustEndsMs, this.#settling.nextDueMs);
  }

  /**
   * Until when a silence that nothing explains should not be told, ms since 1970 UTC; ask again then. It waits while
   * somebody on its way to the core was not heard since it began, or says that a link is down but not for long enough
   * yet: a root cause may still come. The past when nothing is to be waited for.
   */
  awaitedUntilMs(alarm: AlarmId, nowMs: number): number {
    const way = this.#ways.get(alarm);
    if (way === undefined || nowMs >= way.fact.latestMs + witnessHoldMsMax) return Number.NEGATIVE_INFINITY;
    const isAwaited =
      way.sites.some((site) => this.#isUnheard(site, way)) ||
      way.sites.some((site) => this.#pendingAt(nowMs).has(site));
    return isAwaited ? nowMs + witnessAskMs : Number.NEGATIVE_INFINITY;
  }

  /**
   * How many of these sites have a way to the core that leads over no other of them, with everything working. A site
   * with a core node is on nobody's way: its controller may be silent while the core works.
   */
  headsOf(sites: ReadonlySet<SiteCode>): number {
    const topology = this.#topology;
    const cores = new Set(topology.core.map((node) => topology.siteOf(node)));
    const vertices = new Set([...sites].map((site) => topology.siteVertex(site)));
    const isBehind = (vertex: number): boolean =>
      [...this.#state.wayFrom(vertex)].some((each) => {
        const at = topology.siteOf(each);
        return at !== vertex && vertices.has(at) && !cores.has(at);
      });
    return [...vertices].filter((vertex) => !isBehind(vertex)).length;
  }

  #isUnheard(site: SiteCode, { begunMs }: Way): boolean {
    const heardAtMs = this.#hearing.heardAtMs(site);
    return heardAtMs !== null && heardAtMs <= begunMs && !this.#silent.has(site);
  }

  /** Many silences ask at the same instant. */
  #pendingAt(nowMs: number): ReadonlySet<SiteCode> {
    if (this.#pending.atMs !== nowMs) this.#pending = { atMs: nowMs, sites: this.#hearing.pendingLinks() };
    return this.#pending.sites;
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
