import { isStale, lastBeat } from "../live/freshness.ts";
import { readTrouble } from "../live/live.ts";
import { problemText } from "../request/problem-text.ts";
import { RequestRefused } from "../request/request.ts";
import { viewer } from "../session/session.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    stale: "SỐ LIỆU CŨ từ {at}: mất liên lạc với máy chủ, đang nối lại",
    unreachable: "Không kết nối được máy chủ, đang thử lại",
    unread: "Chưa đọc được danh sách: {reason}",
  },
  en: {
    stale: "STALE since {at}: no word from the platform, reconnecting",
    unreachable: "The platform can't be reached, trying again",
    unread: "The lists could not be read: {reason}",
  },
});

const reasonOf = (trouble: unknown): string => {
  if (trouble instanceof RequestRefused) return problemText(trouble.problem);
  return trouble instanceof Error ? trouble.message : String(trouble);
};

const textNow = (): string | null => {
  const beat = lastBeat.value;
  if (isStale.value && beat !== null) return say("stale", { at: localTime(beat.serverAt) });
  if (viewer.value.kind === "unreachable") return say("unreachable");
  const trouble = readTrouble.value;
  if (trouble === null) return null;
  return say("unread", { reason: reasonOf(trouble) });
};

/** Says when what is on the screen may be old. */
export const StaleBanner = () => {
  const text = textNow();
  return (
    <div role="status" class={text === null ? "" : "stale-banner"}>
      {text}
    </div>
  );
};
