import { durationText } from "../time/duration.ts";
import { type Instant, localTime, millisecondsOf } from "../time/instant.ts";
import { now } from "../time/server-clock.ts";

/** How long ago something was, by the platform's clock; the exact time on pointing. */
export const Age = ({ at }: { readonly at: Instant }) => (
  <time dateTime={new Date(millisecondsOf(at)).toISOString()} title={localTime(at)}>
    {durationText(now.value - millisecondsOf(at))}
  </time>
);
