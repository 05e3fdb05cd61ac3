import type { Alarm, AlarmEvent } from "../alarm.ts";
import type { AlarmChange, Recording } from "../alarm-book.ts";
import type { Outbox, Telling } from "./outbox.ts";
import { audienceName } from "./rota.ts";
import type { Routing } from "./routing.ts";
import { type Follower, isInHand, isPutAside, isStronger, type Story } from "./story.ts";

/** What moves a story on: a change of its alarm, of a symptom of it, or time. */
export interface Impulse {
  /** The story's alarm as it is now. */
  readonly alarm: Alarm;
  /** Null when it did not change itself. */
  readonly change: AlarmChange | null;
  /** A symptom's transition that made the story stronger. */
  readonly joined: string | null;
}

/** What a story is moved by, and where its rows go. */
export interface Circumstances {
  readonly impulse: Impulse;
  readonly recording: Recording;
}

type Said = Pick<Telling, "event" | "transition" | "mark"> & Partial<Pick<Telling, "kind">>;

/** Everything but the beginning, the severity and the end. */
const isAnnouncement = (event: AlarmEvent): boolean =>
  event !== "raised" && event !== "updated" && event !== "cleared" && event !== "operator-cleared";

/** Tells followers of a story what concerns them, and says what they know then. */
export class Narrator {
  readonly #routing: Routing;
  readonly #outbox: Outbox;

  constructor(routing: Routing, outbox: Outbox) {
    this.#routing = routing;
    this.#outbox = outbox;
  }

  /** Tells the follower whatever is due by the story's state, its change and the time. */
  attend(story: Story, follower: Follower, at: Circumstances): Follower {
    const { change, alarm } = at.impulse;
    const isDue = follower.dueMs !== null && follower.dueMs <= at.recording.nowMs;
    if (!follower.told) return isDue ? this.#tellFirst(story, follower, at) : follower;
    if (change !== null && isAnnouncement(change.event)) {
      this.tell(story, follower, { ...at, event: change.event, transition: change.transitionId, mark: "" });
    }
    if (isPutAside(alarm) || (alarm.cause !== null && !follower.standsIn)) return follower;
    if (this.#isOutdated(story, follower, change)) return this.#tellUpdate(story, follower, at);
    const extentDueMs = follower.extent.dueMs;
    if (extentDueMs !== null && extentDueMs <= at.recording.nowMs)
      return this.#tellExtent(story, follower, at);
    return isDue ? this.#repeat(story, follower, at) : follower;
  }

  /** Tells one thing, unless the follower's route does not let the event through. */
  tell(story: Story, follower: Follower, what: Circumstances & Said): void {
    const { event, kind = "alarm", transition, mark, impulse, recording } = what;
    if (!this.#routing.admits(follower, event)) return;
    const alarm = this.#routing.seenBy(follower, impulse.alarm);
    this.#outbox.tell({ story, alarm, audience: follower, event, kind, transition, mark }, recording);
  }

  /** The follower that was told now: the next repeat counts from here. */
  told(story: Story, follower: Follower, { impulse, recording }: Circumstances): Follower {
    const sites = impulse.alarm.impact?.sites ?? 0;
    const extent = { sites, dueMs: null, told: follower.extent.told || sites > 1 };
    const next = { ...follower, told: true, severity: story.severity, extent };
    const dueMs = isInHand(impulse.alarm)
      ? null
      : this.#routing.repeatMs(next, story.severity, recording.nowMs);
    return { ...next, dueMs };
  }

  #isOutdated(story: Story, follower: Follower, change: AlarmChange | null): boolean {
    const updates = this.#routing.updatesOf(follower);
    if (updates === "none") return false;
    if (isStronger(story.severity, follower.severity)) return true;
    if (updates !== "all" || change?.event !== "updated") return false;
    return change.before !== undefined && change.before.severity !== change.alarm.severity;
  }

  #tellFirst(story: Story, follower: Follower, at: Circumstances): Follower {
    const event = this.#knowsOf(story, follower) ? "updated" : "raised";
    this.tell(story, follower, { ...at, event, transition: story.id, mark: "" });
    return this.told(story, follower, at);
  }

  /** The story moved to its root cause: who was told of it under another name is not told of a second failure. */
  #knowsOf({ foretold }: Story, follower: Follower): boolean {
    const name = audienceName(follower);
    if (!foretold.some(({ audience }) => audience === name)) return false;
    return this.#routing.updatesOf(follower) !== "none" && this.#routing.admits(follower, "updated");
  }

  /** An update by the alarm's own transition has its id; one by a symptom's, or later, is told apart. */
  #tellUpdate(story: Story, follower: Follower, at: Circumstances): Follower {
    const { change, joined } = at.impulse;
    const transition = change?.transitionId ?? joined ?? story.id;
    const mark = change?.event === "updated" ? "" : `updated ${story.id} ${story.severity}`;
    this.tell(story, follower, { ...at, event: "updated", transition, mark });
    return this.told(story, follower, at);
  }

  /** What the root cause takes along is known now. */
  #tellExtent(story: Story, follower: Follower, at: Circumstances): Follower {
    if (this.#routing.updatesOf(follower) === "none")
      return { ...follower, extent: { ...follower.extent, dueMs: null, told: true } };
    const mark = `extent ${story.id}`;
    this.tell(story, follower, { ...at, event: "updated", transition: story.id, mark });
    return this.told(story, follower, at);
  }

  #repeat(story: Story, follower: Follower, at: Circumstances): Follower {
    const mark = `repeat ${follower.repeats}`;
    this.tell(story, follower, { ...at, event: "updated", kind: "repeat", transition: story.id, mark });
    return this.told(story, { ...follower, repeats: follower.repeats + 1 }, at);
  }
}
