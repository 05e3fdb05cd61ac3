import type { Alarm } from "../alarm.ts";
import { audiencesMax } from "./limits.ts";
import type { Circumstances, Narrator } from "./narrator.ts";
import { type Audience, audienceName, type EscalationSettings, type Rota } from "./rota.ts";
import type { Routing } from "./routing.ts";
import { type Climb, type Follower, isInHand, isPutAside, newFollower, type Story } from "./story.ts";

interface EscalationParts {
  readonly settings: EscalationSettings;
  readonly rota: Rota;
  readonly routing: Routing;
  readonly narrator: Narrator;
}

/** Tells more and more people of what nobody acknowledges. */
export class Escalations {
  readonly #parts: EscalationParts;
  readonly counters = { escalationsUnmanned: 0, audiencesRefused: 0 };

  constructor(parts: EscalationParts) {
    this.#parts = parts;
  }

  /** Stops what is acknowledged or hidden; what is so no longer waits for its next step anew. */
  pace(story: Story, alarm: Alarm, nowMs: number): readonly Climb[] {
    const still = isPutAside(alarm) || alarm.cause !== null || isInHand(alarm);
    return story.climbs.map((climb) => {
      if (still) return { ...climb, dueMs: null };
      return climb.dueMs === null ? this.#from(climb.escalation, climb.step, nowMs) : climb;
    });
  }

  /** Begins the escalations of routes whose followers have been told, and takes every step that is due. */
  climb(story: Story, at: Circumstances): Story {
    const { nowMs } = at.recording;
    const begun = this.#begin(story, at);
    let { followers } = begun;
    const climbs = begun.climbs.map((climb): Climb => {
      if (climb.dueMs === null || climb.dueMs > nowMs) return climb;
      const { step, audiences } = this.#manned(climb, nowMs);
      const mark = `escalation ${climb.escalation} ${step}`;
      for (const audience of audiences) {
        followers = this.#escalate({ ...begun, followers }, audience, { ...at, mark });
      }
      return this.#from(climb.escalation, step + 1, nowMs);
    });
    return { ...begun, followers, climbs };
  }

  #begin(story: Story, { impulse: { alarm }, recording }: Circumstances): Story {
    if (isPutAside(alarm) || alarm.cause !== null || isInHand(alarm)) return story;
    const climbs = [...story.climbs];
    for (const follower of story.followers) {
      const escalation = follower.told ? this.#parts.routing.escalationOf(follower) : null;
      if (escalation === null || climbs.some((climb) => climb.escalation === escalation)) continue;
      climbs.push(this.#from(escalation, 0, recording.nowMs));
    }
    return { ...story, climbs };
  }

  /** The step that is due, or when nobody is on call for it, the next one that reaches somebody. */
  #manned({ escalation, step: first }: Climb, nowMs: number) {
    const steps = this.#stepsOf(escalation);
    for (let step = first; step < steps.length; step++) {
      const { to = [], team } = steps[step] ?? {};
      const channels = to.map((channel): Audience => ({ channel, person: null }));
      const people = team === undefined ? [] : this.#parts.rota.onCall(team, nowMs);
      if (people.length === 0 && team !== undefined) this.counters.escalationsUnmanned++;
      const audiences = [...channels, ...people];
      if (audiences.length > 0) return { step, audiences };
    }
    return { step: steps.length, audiences: [] };
  }

  /** An escalation whose next step is this one, the time before it beginning now. */
  #from(escalation: string, step: number, nowMs: number): Climb {
    const steps = this.#stepsOf(escalation);
    const next = steps[step];
    const dueMs = next === undefined ? null : nowMs + next.after - (steps[step - 1]?.after ?? 0);
    return { escalation, step, dueMs };
  }

  #stepsOf(escalation: string): EscalationSettings[string] {
    const { settings } = this.#parts;
    return (Object.hasOwn(settings, escalation) ? settings[escalation] : undefined) ?? [];
  }

  #escalate(
    story: Story,
    audience: Audience,
    at: Circumstances & { readonly mark: string },
  ): readonly Follower[] {
    const { narrator } = this.#parts;
    const place = story.followers.findIndex((each) => audienceName(each) === audienceName(audience));
    const known = story.followers[place];
    if (known === undefined && story.followers.length >= audiencesMax) {
      this.counters.audiencesRefused++;
      return story.followers;
    }
    const follower = known ?? newFollower(audience, { route: null, dueMs: null });
    const event = follower.told ? "updated" : "raised";
    narrator.tell(story, follower, { ...at, event, kind: "escalation", transition: story.id });
    const told = narrator.told(story, follower, at);
    return known === undefined ? [...story.followers, told] : story.followers.with(place, told);
  }
}
