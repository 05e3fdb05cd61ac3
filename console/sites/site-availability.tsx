import type { AvailabilityView } from "../../api/contract.ts";
import { withQuery } from "../request/request.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    known:
      "30 ngày qua: khả dụng {percent} %, mất {down} phút, theo kế hoạch {planned} phút, không rõ {unknown} phút",
    none: "30 ngày qua: chưa đủ số liệu để tính khả dụng",
  },
  en: {
    known:
      "Last 30 days: {percent} % available, {down} {down|minute|minutes} down, {planned} planned, {unknown} unknown",
    none: "Last 30 days: too little is known to tell the availability",
  },
});

/** How much of the last 30 days a site was there; what nobody knows is said beside it. */
export const SiteAvailability = ({ site }: { readonly site: string }) => {
  const { state } = useLoaded<AvailabilityView>(withQuery("/api/v1/availability", { site }));
  if (state.kind !== "ready") return null;
  const { availability, downMinutes, plannedMinutes, unknownMinutes } = state.data;
  if (availability === null) return <p class="quiet">{say("none")}</p>;
  return (
    <p>
      {say("known", {
        percent: numberText(availability * 100, 3),
        down: numberText(downMinutes, 0),
        planned: numberText(plannedMinutes, 0),
        unknown: numberText(unknownMinutes, 0),
      })}
    </p>
  );
};
