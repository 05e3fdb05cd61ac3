import { problemDetail, problemWords, withDetail } from "../request/problem-text.ts";
import type { Problem } from "../request/request.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    gone: "Đã hết, hoặc không còn trong phạm vi của bạn.",
    changed: "Tình trạng đã đổi trong lúc chờ gửi.",
  },
  en: {
    gone: "It is over, or no longer within your scope.",
    changed: "It changed while this waited.",
  },
});

const wordsFor = ({ status, code }: Problem): string => {
  if (status === 404) return say("gone");
  return code === "conflict" ? say("changed") : problemWords(code);
};

/** Why the platform refused an act that had waited, so that the person who did it knows what to make of it. */
export const refusalText = (problem: Problem): string =>
  withDetail(wordsFor(problem), problemDetail(problem));
