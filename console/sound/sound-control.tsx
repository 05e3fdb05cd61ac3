import { severityText } from "../parts/severity.ts";
import { severities } from "../parts/severity-order.ts";
import { wordsOf } from "../words/words.ts";
import { horn, isSoundBlocked, silence, testTone } from "./sound.ts";
import { isSoundOn, toggleSound } from "./sound-preference.ts";
import "./sound-control.css";

const say = wordsOf({
  vi: {
    on: "Tiếng: bật",
    off: "ĐÃ TẮT TIẾNG",
    silence: "Ngừng chuông",
    blocked: "Trình duyệt chặn tiếng: bấm để cho phép",
    test: "Thử tiếng",
    flood: "Dồn dập",
  },
  en: {
    on: "Sound: on",
    off: "SOUND OFF",
    silence: "Silence the horn",
    blocked: "The browser blocks sound: press to allow it",
    test: "Test the sound",
    flood: "Flood",
  },
});

const Test = () => (
  <details class="sound-test">
    <summary>{say("test")}</summary>
    <div class="panel bar">
      {severities.map((severity) => (
        <button key={severity} type="button" onClick={() => void testTone(severity)}>
          {severityText(severity)}
        </button>
      ))}
      <button type="button" onClick={() => void testTone("flood")}>
        {say("flood")}
      </button>
    </div>
  </details>
);

/** Whether alarms are heard here, how to silence the horn, and a test of each tone. */
export const SoundControl = () => (
  <div class="sound-control bar">
    {horn.value !== null && isSoundOn.value && (
      <button type="button" class="is-main" onClick={silence}>
        {say("silence")}
      </button>
    )}
    {isSoundOn.value && isSoundBlocked.value ? (
      <button type="button" onClick={() => void testTone("warning")}>
        {say("blocked")}
      </button>
    ) : (
      <button
        type="button"
        class={isSoundOn.value ? "" : "is-off"}
        aria-pressed={isSoundOn.value}
        onClick={toggleSound}
      >
        {say(isSoundOn.value ? "on" : "off")}
      </button>
    )}
    <Test />
  </div>
);
