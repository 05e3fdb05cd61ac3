import type { Severity } from "../../telemetry/severity.ts";
import type { Alarm, AlarmEvent } from "../alarm.ts";
import { type DescribeSite, matchesPlace, type Route } from "../routes.ts";
import { Hours } from "./hours.ts";
import { repeatsMax } from "./limits.ts";
import type { Follower, Story } from "./story.ts";

/** What is told when a route names no events. */
const usualEvents: readonly AlarmEvent[] = [
  "raised",
  "updated",
  "cleared",
  "operator-cleared",
  "acknowledged",
];

/** A symptom is told to a route of operators only when its cause is not theirs. */
const elsewhere = { vi: "nguyên nhân nằm ngoài phạm vi của bạn", en: "the cause is outside of your scope" };

/** What of a story decides when it is told. */
type Told = Pick<Story, "severity" | "notBeforeMs" | "raisedAtMs">;

interface Way {
  readonly route: Route;
  readonly hours: Hours | null;
}

/** A channel that a story shall go to, and not before when. */
interface Destination {
  readonly channel: string;
  readonly route: number;
  readonly dueMs: number;
}

/** The routes at work: who hears of a story, when, and how often. */
export class Routing {
  readonly #ways: readonly Way[];
  readonly #describeSite: DescribeSite;

  constructor(routes: readonly Route[], describeSite: DescribeSite) {
    this.#ways = routes.map((route) => {
      const { hours } = route.match;
      return { route, hours: hours === undefined ? null : new Hours(hours) };
    });
    this.#describeSite = describeSite;
  }

  /** Channels for a story of this severity, each once by the route that lets it through first, in the order of the routes. */
  destinations(story: Told, alarm: Pick<Alarm, "site" | "node">, nowMs: number): readonly Destination[] {
    const site = this.#describeSite(alarm.site);
    const found = new Map<string, Destination>();
    for (const [index, way] of this.#ways.entries()) {
      const { severity } = way.route.match;
      if (severity !== undefined && !severity.includes(story.severity)) continue;
      if (!matchesPlace(way.route, alarm, site)) continue;
      const dueMs = passMs(way, story, nowMs);
      for (const channel of way.route.to) {
        const known = found.get(channel);
        if (known === undefined || dueMs < known.dueMs) found.set(channel, { channel, route: index, dueMs });
      }
    }
    return [...found.values()];
  }

  /** When a follower that waits is told; without a route of its own, as soon as the story may be told. */
  dueMs(story: Story, follower: Follower, nowMs: number): number {
    const way = this.#wayOf(follower);
    return way === undefined ? Math.max(nowMs, story.notBeforeMs) : passMs(way, story, nowMs);
  }

  /** When the next repeat is due, counted from now; null when there is none. */
  repeatMs(follower: Follower, severity: Severity, nowMs: number): number | null {
    const way = this.#wayOf(follower);
    const intervals = way?.route.repeat;
    if (way === undefined || intervals === undefined || follower.repeats >= repeatsMax) return null;
    const interval = intervals[Math.min(follower.repeats, intervals.length - 1)];
    return interval === undefined ? null : withinHours(way, severity, nowMs + interval);
  }

  /** True when the follower's route lets the event through. */
  admits(follower: Follower, event: AlarmEvent): boolean {
    return (this.#wayOf(follower)?.route.match.event ?? usualEvents).includes(event);
  }

  /** The alarm as the follower may see it: a route of operators tells nothing of other operators' equipment. */
  seenBy(follower: Follower, alarm: Alarm): Alarm {
    const operators = this.#wayOf(follower)?.route.match.operator;
    if (operators === undefined || (alarm.cause === null && alarm.impact === null)) return alarm;
    const own = Object.entries(alarm.impact?.nodesByOperator ?? {}).filter(
      ([operator]) => operator === "" || operators.includes(operator),
    );
    return {
      ...alarm,
      cause: alarm.cause === null ? null : { ...alarm.cause, reason: elsewhere },
      impact: alarm.impact === null ? null : { ...alarm.impact, nodesByOperator: Object.fromEntries(own) },
    };
  }

  updatesOf(follower: Follower): NonNullable<Route["updates"]> {
    return this.#wayOf(follower)?.route.updates ?? "rise";
  }

  escalationOf(follower: Follower): string | null {
    return this.#wayOf(follower)?.route.escalation ?? null;
  }

  /** The configuration may have changed since: a place whose route does not name the channel is none. */
  #wayOf({ route, channel }: Follower): Way | undefined {
    const way = route === null ? undefined : this.#ways[route];
    return way?.route.to.includes(channel) ? way : undefined;
  }
}

/** Quiet hours never silence what is critical. */
const withinHours = ({ hours }: Way, severity: Severity, atMs: number): number =>
  hours === null || severity === "critical" ? atMs : hours.nextMs(atMs);

const passMs = (way: Way, { severity, notBeforeMs, raisedAtMs }: Told, nowMs: number): number =>
  withinHours(way, severity, Math.max(nowMs, notBeforeMs, raisedAtMs + (way.route.hold ?? 0)));
