import { isStale, lastBeat } from "../live/freshness.ts";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { hasRole, logOut } from "../session/session.ts";
import { clockTime, localDate, localTime } from "../time/instant.ts";
import { now } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import { countSeverities } from "./wall-board.ts";
import { wallCauses } from "./wall-now.ts";

const say = wordsOf({
  vi: {
    stale: "SỐ LIỆU CŨ từ {at}",
    connecting: "Đang nối tới máy chủ…",
    unacknowledged: "{count} chưa xác nhận",
    counts: "Số nguyên nhân gốc theo mức",
    leave: "Rời màn hình tường",
  },
  en: {
    stale: "STALE since {at}",
    connecting: "Connecting to the platform…",
    unacknowledged: "{count} unacknowledged",
    counts: "Root causes by severity",
    leave: "Leave the wall",
  },
});

/** What the wall says above everything when nothing on it may be taken for the present; null when all is live. */
export const staleText = (): string | null => {
  const beat = lastBeat.value;
  if (beat === null) return say("connecting");
  return isStale.value ? say("stale", { at: localTime(beat.serverAt) }) : null;
};

const Counts = () => {
  return (
    <ul class="wall-counts" aria-label={say("counts")}>
      {countSeverities(wallCauses.value).map(({ severity, active, unacknowledged }) => (
        <li key={severity} class={active === 0 ? "wall-count is-none" : "wall-count"}>
          <SeverityMark severity={severity} flashes={unacknowledged > 0} withWord />
          <strong class="wall-number">{active}</strong>
          <span class="small">
            {unacknowledged > 0 ? say("unacknowledged", { count: unacknowledged }) : ""}
          </span>
        </li>
      ))}
    </ul>
  );
};

/**
 * The top of the wall: whose it is, how much is wrong, and what time it is. The way out shows only to the keyboard:
 * it is for whoever opened a wall's link in a browser of their own.
 */
export const WallHead = ({ title }: { readonly title: string }) => {
  const stale = staleText();
  return (
    <header class="wall-head">
      <h1>
        <bdi>{title}</bdi>
      </h1>
      <Counts />
      {hasRole("kiosk") && (
        <button class="wall-leave" type="button" onClick={() => void logOut().catch(() => undefined)}>
          {say("leave")}
        </button>
      )}
      <p class="wall-clock">
        <time class="wall-number">{clockTime(now.value)}</time> <span>+07 · {localDate(now.value)}</span>
      </p>
      <p role="status" class={stale === null ? "visually-hidden" : "wall-stale"}>
        {stale}
      </p>
    </header>
  );
};
