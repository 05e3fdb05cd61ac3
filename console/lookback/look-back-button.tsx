import { serverNowMs } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import { canLookBack, moment, showMoment } from "./moment.ts";

const say = wordsOf({ vi: { look: "Xem lại" }, en: { look: "Look back" } });

const firstStepMs = 3_600_000;

/** Takes the whole board an hour back; the bar that comes goes on from there. */
export const LookBackButton = () =>
  moment.value === null && canLookBack.value ? (
    <button type="button" onClick={() => showMoment(serverNowMs() - firstStepMs)}>
      {say("look")}
    </button>
  ) : null;
