import type { SiteView } from "../../api/contract.ts";
import { localTime } from "../time/instant.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    band: "Đang chạy ắc quy: còn khoảng {p50} phút ({p10}–{p90}), trạm tắt lúc khoảng {at}",
    unknown: "Đang chạy ắc quy, chưa dự báo được thời gian còn lại",
    travel: "Đi tới trạm mất {minutes} phút",
  },
  en: {
    band: "On battery: about {p50} {p50|minute|minutes} left ({p10}–{p90}), down at about {at}",
    unknown: "On battery; how long it lasts is not known",
    travel: "{minutes} {minutes|minute|minutes} to get there",
  },
});

/** How long the battery still carries the site, with its band; nothing while the mains do. */
export const ForecastLine = ({ site }: { readonly site: SiteView }) => {
  const { forecast, travelMinutes } = site;
  if (forecast === null) return null;
  const { p10, p50, p90, downAt } = forecast;
  const isKnown = p10 !== null && p50 !== null && p90 !== null && downAt !== null;
  return (
    <p class="panel">
      <strong>
        {isKnown
          ? say("band", {
              ...{ p10: numberText(p10, 0), p50: numberText(p50, 0), p90: numberText(p90, 0) },
              at: localTime(downAt),
            })
          : say("unknown")}
      </strong>
      . {say("travel", { minutes: travelMinutes })}.
    </p>
  );
};
