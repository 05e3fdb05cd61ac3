import { shownNow } from "../lookback/moment.ts";
import { durationText } from "../time/duration.ts";
import { type Instant, localTime, millisecondsOf } from "../time/instant.ts";

/** How long ago something was, by the platform's clock, seen from the moment that the page shows; the exact time on pointing. */
export const Age = ({ at }: { readonly at: Instant }) => (
  <time dateTime={new Date(millisecondsOf(at)).toISOString()} title={localTime(at)}>
    {durationText(shownNow.value - millisecondsOf(at))}
  </time>
);
