import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { onFrame } from "../live/live.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { fromInputTime, inputTime, localTime } from "../time/instant.ts";
import { serverNowMs } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import { moment, showMoment } from "./moment.ts";
import "./lookback-bar.css";

const say = wordsOf({
  vi: {
    title: "XEM LẠI",
    at: "Toàn bộ bảng như lúc {at}",
    slider: "Thời điểm",
    exact: "Chọn ngày giờ",
    earlier: "−5 phút",
    later: "+5 phút",
    present: "Về hiện tại",
    raised: "{count} cảnh báo mới từ khi bạn xem lại",
    span: "Có thể xem từ {from}",
  },
  en: {
    title: "LOOKING BACK",
    at: "The whole board as of {at}",
    slider: "Moment",
    exact: "Choose date and time",
    earlier: "−5 minutes",
    later: "+5 minutes",
    present: "Back to now",
    raised: "{count} new {count|alarm|alarms} since you look back",
    span: "Can be shown from {from}",
  },
});

const minuteMs = 60_000;
const stepMs = 5 * minuteMs;

/** How many alarms were raised while somebody looks back: the present goes on. */
const useRaisedMeanwhile = (): number => {
  const count = useSignal(0);
  useEffect(
    () =>
      onFrame((frame) => {
        if (frame.event !== "alarms") return;
        for (const { event, alarm } of frame.data.items) {
          if (event === "raised" && alarm.cause === null) count.value += 1;
        }
      }),
    [],
  );
  return count.value;
};

/** The board's own time machine: a slider over all that is kept, and the way back. Shown only while looking back. */
export const LookbackBar = () => {
  const atMs = moment.value ?? serverNowMs();
  const raised = useRaisedMeanwhile();
  const { state } = useLoaded<{ readonly from: string; readonly to: string }>("/api/v1/board/span");
  const toMs = serverNowMs();
  const fromMs = state.kind === "ready" ? Date.parse(state.data.from) : toMs - 24 * 60 * minuteMs;
  const isTooEarly = state.kind === "ready" && atMs < fromMs;
  // Nothing is kept from before: the first moment that is kept comes nearest to what was asked for.
  useEffect(() => {
    if (isTooEarly) showMoment(fromMs);
  }, [isTooEarly, fromMs]);
  const show = (wantedMs: number): void => {
    if (!Number.isNaN(wantedMs)) showMoment(Math.min(Math.max(wantedMs, fromMs), serverNowMs()));
  };
  return (
    <section class="lookback-bar" aria-label={say("title")}>
      <p role="status">
        <strong>{say("title")}</strong> · {say("at", { at: localTime(atMs) })}
        {raised > 0 && <strong> · {say("raised", { count: raised })}</strong>}
      </p>
      <div class="bar">
        <button type="button" onClick={() => show(atMs - stepMs)}>
          {say("earlier")}
        </button>
        <label class="lookback-slider">
          <span class="visually-hidden">{say("slider")}</span>
          <input
            type="range"
            min={fromMs}
            max={toMs}
            step={minuteMs}
            value={atMs}
            aria-valuetext={localTime(atMs)}
            onChange={({ currentTarget }) => show(Number(currentTarget.value))}
          />
        </label>
        <button type="button" onClick={() => show(atMs + stepMs)}>
          {say("later")}
        </button>
        <label>
          <span class="visually-hidden">{say("exact")}</span>
          <input
            type="datetime-local"
            value={inputTime(atMs)}
            min={inputTime(fromMs)}
            max={inputTime(toMs)}
            onChange={({ currentTarget }) => show(fromInputTime(currentTarget.value))}
          />
        </label>
        <button class="is-main" type="button" onClick={() => showMoment(null)}>
          {say("present")}
        </button>
      </div>
      <p class="small">{say("span", { from: localTime(fromMs) })}</p>
    </section>
  );
};
