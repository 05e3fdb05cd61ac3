import type { DepartureView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { actorText } from "../parts/actor-text.ts";
import { Age } from "../parts/age.tsx";
import { durationText } from "../time/duration.ts";
import { hourMinute } from "../time/instant.ts";
import { now } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import { departures } from "./departures.ts";
import { wallTotals } from "./wall-now.ts";

const say = wordsOf({
  vi: {
    totals: "Trạm",
    reporting: "đang báo về",
    of: "{reporting}/{all}",
    battery: "chạy ắc quy",
    quiet: "mất liên lạc",
    never: "chưa từng báo về",
    silent: "Mất liên lạc",
    noSilent: "Không trạm nào mất liên lạc.",
    dispatch: "Phải lên đường trước",
    noDispatch: "Không trạm nào chạy ắc quy.",
    late: "QUÁ GIỜ {duration}",
    within: "còn {duration}",
    unknown: "chưa rõ",
    nobody: "chưa ai đi",
    more: "và {count} trạm khác",
  },
  en: {
    totals: "Sites",
    reporting: "reporting",
    of: "{reporting} of {all}",
    battery: "on battery",
    quiet: "silent",
    never: "never reported",
    silent: "Silent sites",
    noSilent: "No site has fallen silent.",
    dispatch: "Leave before",
    noDispatch: "No site is on battery.",
    late: "LATE by {duration}",
    within: "{duration} left",
    unknown: "unknown",
    nobody: "nobody yet",
    more: "and {count} more {count|site|sites}",
  },
});

const silentSlots = 5;
const dispatchSlots = 5;

/** How many sites there are and how they stand. */
export const WallTotals = () => {
  const { all, reporting, silent, never } = wallTotals.value;
  return (
    <section class="wall-panel" aria-labelledby="wall-totals">
      <h2 id="wall-totals">{say("totals")}</h2>
      <dl class="wall-totals">
        <div>
          <dt>{say("reporting")}</dt>
          <dd class="wall-number">{say("of", { reporting, all })}</dd>
        </div>
        <div>
          <dt>{say("quiet")}</dt>
          <dd class="wall-number">{silent.length}</dd>
        </div>
        <div>
          <dt>{say("battery")}</dt>
          <dd class="wall-number">{departures.value?.length ?? "–"}</dd>
        </div>
        <div>
          <dt>{say("never")}</dt>
          <dd class="wall-number">{never}</dd>
        </div>
      </dl>
    </section>
  );
};

/** Sites that were heard and are not any more, the longest silence first. */
export const WallSilent = () => {
  const { silent } = wallTotals.value;
  const more = silent.length - silentSlots;
  return (
    <section class="wall-panel" aria-labelledby="wall-silent">
      <h2 id="wall-silent">{say("silent")}</h2>
      {silent.length === 0 && <p class="quiet">{board.isRead.value ? say("noSilent") : "…"}</p>}
      <ul>
        {silent.slice(0, silentSlots).map(({ code, name, state }) => (
          <li key={code} class="wall-pair">
            <span class="wall-line">
              <bdi>{name}</bdi> <span class="quiet">{code}</span>
            </span>
            <span>{state.lastHeardAt !== null && <Age at={state.lastHeardAt} />}</span>
          </li>
        ))}
      </ul>
      <p class="quiet small">{more > 0 && say("more", { count: more })}</p>
    </section>
  );
};

const leaveText = (leaveBy: string | null): string => {
  if (leaveBy === null) return say("unknown");
  const leftMs = Date.parse(leaveBy) - now.value;
  const duration = durationText(Math.abs(leftMs));
  return `${hourMinute(leaveBy)} · ${say(leftMs < 0 ? "late" : "within", { duration })}`;
};

const whoText = ({ visitors }: DepartureView): string =>
  visitors.length === 0 ? say("nobody") : visitors.map(({ actor }) => actorText(actor)).join(", ");

/** Sites on battery, the one whose help must leave first on top. */
export const WallDispatch = () => {
  const list = departures.value ?? [];
  const more = list.length - dispatchSlots;
  return (
    <section class="wall-panel" aria-labelledby="wall-dispatch">
      <h2 id="wall-dispatch">{say("dispatch")}</h2>
      {list.length === 0 && <p class="quiet">{departures.value === null ? "…" : say("noDispatch")}</p>}
      <ul>
        {list.slice(0, dispatchSlots).map((departure) => (
          <li key={departure.site} class="wall-pair">
            <span class="wall-line">
              <bdi>{departure.name}</bdi> <span class="quiet">{departure.site}</span>{" "}
              <bdi class="quiet small">{whoText(departure)}</bdi>
            </span>
            <span>{leaveText(departure.leaveBy)}</span>
          </li>
        ))}
      </ul>
      <p class="quiet small">{more > 0 && say("more", { count: more })}</p>
    </section>
  );
};
