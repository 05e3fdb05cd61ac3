import type { SiteView } from "../../api/contract.ts";
import { durationText } from "../time/duration.ts";
import { hourMinute, millisecondsOf } from "../time/instant.ts";
import { now } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    left: "Còn khoảng {left}",
    band: "từ {low} đến {high}; mất điện khoảng {at}",
    over: "Có thể đã hết ắc quy",
    unknown: "Đang chạy ắc quy, chưa rõ còn bao lâu",
    travel: "đường đi {minutes} ph",
  },
  en: {
    left: "About {left} left",
    band: "{low} to {high}; down at about {at}",
    over: "The battery may be empty",
    unknown: "On battery; how long it lasts is not known",
    travel: "{minutes} min to get there",
  },
});

const minuteMs = 60_000;

/** How long the battery still carries the site, counting down, with its band; nothing while the mains do. */
export const TimeLeft = ({
  site,
  isShort = false,
}: {
  readonly site: SiteView;
  readonly isShort?: boolean;
}) => {
  const { forecast, travelMinutes } = site;
  if (forecast === null) return null;
  const { at, p10, p50, p90, downAt } = forecast;
  if (p10 === null || p50 === null || p90 === null || downAt === null) {
    return <p class="time-left">{say("unknown")}</p>;
  }
  const passedMs = now.value - millisecondsOf(at);
  const left = (minutes: number): string => durationText(minutes * minuteMs - passedMs);
  const head = p50 * minuteMs <= passedMs ? say("over") : say("left", { left: left(p50) });
  if (isShort) return <strong>{head}</strong>;
  return (
    <p class="time-left">
      <strong>{head}</strong>
      <br />
      {say("band", { low: left(p10), high: left(p90), at: `${hourMinute(downAt)} +07` })} ·{" "}
      {say("travel", { minutes: travelMinutes })}
    </p>
  );
};
