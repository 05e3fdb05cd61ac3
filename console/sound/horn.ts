import { isShown, isUnacknowledged } from "../alarms/alarm-facts.ts";
import { graver } from "../alarms/alarm-order.ts";
import type { AlarmChange } from "../live/board.ts";
import { type Severity, severityRank } from "../parts/severity-order.ts";

/** What can be heard: one tone for each severity, and one for a flood. */
export type Tone = Severity | "flood";

/** The horn while it sounds; null: it is quiet. Neither an acknowledgement nor a clear silences it: only a person does. */
export type Horn = {
  readonly tone: Tone;
  readonly repeatsLeft: number;
  readonly nextAtMs: number;
} | null;

/** How often each tone is given until it rests by itself: a room that nobody is in need not hear it all night. */
export const toneRepeats: Readonly<Record<Tone, number>> = {
  critical: 30,
  major: 3,
  minor: 1,
  warning: 1,
  indeterminate: 1,
  flood: 1,
};

/** Time from the beginning of one tone to the next, ms. */
export const repeatAfterMs = 4_000;

const isNews = ({ before, after }: AlarmChange): boolean =>
  after !== undefined &&
  isUnacknowledged(after) &&
  (before === undefined ||
    !isShown(before) ||
    before.lastRaised.receivedAt !== after.lastRaised.receivedAt ||
    severityRank(after.severity) < severityRank(before.severity));

/** The gravest of what is new: raised, raised again, graver than before, or no longer hidden; null: nothing is. */
export const newsOf = (changes: readonly AlarmChange[]): Severity | null =>
  changes.reduce<Severity | null>((gravest, change) => {
    if (change.after === undefined || !isNews(change)) return gravest;
    return gravest === null ? change.after.severity : graver(gravest, change.after.severity);
  }, null);

const toneRank = (tone: Tone): number => (tone === "flood" ? -1 : severityRank(tone));

/** The horn after news; in a flood one tone says so, and nothing more until the flood is over. */
export const hornAfter = (
  horn: Horn,
  {
    news,
    isFlood,
    wasFlood,
  }: { readonly news: Severity | null; readonly isFlood: boolean; readonly wasFlood: boolean },
  nowMs: number,
): Horn => {
  if (isFlood) return wasFlood ? horn : { tone: "flood", repeatsLeft: toneRepeats.flood, nextAtMs: nowMs };
  if (news === null) return horn;
  if (horn !== null && toneRank(horn.tone) < toneRank(news)) return horn;
  return { tone: news, repeatsLeft: toneRepeats[news], nextAtMs: nowMs };
};

/** What is to be heard now, and the horn after it. */
export const strike = (horn: Horn, nowMs: number): { readonly tone: Tone | null; readonly horn: Horn } => {
  if (horn === null || nowMs < horn.nextAtMs) return { tone: null, horn };
  if (horn.repeatsLeft <= 0) return { tone: null, horn: null };
  const { tone, repeatsLeft } = horn;
  return { tone, horn: { tone, repeatsLeft: repeatsLeft - 1, nextAtMs: nowMs + repeatAfterMs } };
};
