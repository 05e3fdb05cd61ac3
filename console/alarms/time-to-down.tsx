import type { BriefAlarmView } from "../../api/contract.ts";
import { moment, shownNow } from "../lookback/moment.ts";
import { durationText } from "../time/duration.ts";
import { localTime, millisecondsOf } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { forecasts } from "./forecasts.ts";

const say = wordsOf({
  vi: { band: "{from} – {to}, dự báo lúc {at}", unknown: "chưa rõ", over: "đã hết" },
  en: { band: "{from} – {to}, forecast of {at}", unknown: "unknown", over: "is over" },
});

const minuteMs = 60_000;

/** How long the site of an alarm still has on battery, counting down, with its band. */
export const TimeToDown = ({ alarm }: { readonly alarm: BriefAlarmView }) => {
  const forecast = forecasts.value.get(alarm.site);
  if (forecast === undefined || moment.value !== null) return null;
  const { at, p10, p50, p90 } = forecast;
  if (p50 === null) return <span class="quiet">{say("unknown")}</span>;
  const passedMs = shownNow.value - millisecondsOf(at);
  const left = (minutes: number | null): string => durationText((minutes ?? p50) * minuteMs - passedMs);
  const isOver = p50 * minuteMs <= passedMs;
  return (
    <span title={say("band", { from: left(p10), to: left(p90), at: localTime(at) })}>
      {isOver ? say("over") : left(p50)}
    </span>
  );
};
