import type { Problem } from "../request/request.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    gone: "đã hết, hoặc không còn trong phạm vi của bạn",
    changed: "tình trạng đã đổi trong lúc chờ gửi: {detail}",
    forbidden: "vai trò của bạn không được làm việc này",
    large: "lớn hơn mức máy chủ nhận",
    other: "máy chủ từ chối: {detail}",
  },
  en: {
    gone: "it is over, or no longer within your scope",
    changed: "it changed while this waited: {detail}",
    forbidden: "your role may not do this",
    large: "larger than the platform takes",
    other: "refused by the platform: {detail}",
  },
});

/** Why the platform refused an act, so that the person who did it knows what to make of it. */
export const refusalText = ({ status, detail, errors }: Problem): string => {
  if (status === 404) return say("gone");
  if (status === 409) return say("changed", { detail });
  if (status === 403) return say("forbidden");
  if (status === 413) return say("large");
  const faults = errors.map(({ path, message, fix }) => `${path}: ${message}${fix ? ` (${fix})` : ""}`);
  return say("other", { detail: [detail, ...faults].join("; ") });
};
