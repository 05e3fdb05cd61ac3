import { board } from "../live/board.ts";
import { lastBeat } from "../live/freshness.ts";
import { clockTime } from "../time/instant.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { sifted } from "./list-state.ts";

const say = wordsOf({
  vi: {
    none: "Không có cảnh báo.",
    noneShown: "Không có cảnh báo nào để hiện.",
    reporting: "{online}/{all} trạm đang báo về, cập nhật {at} +07.",
    reading: "Đang đọc danh sách cảnh báo…",
    noSites: "Chưa có trạm nào.",
    start: "Bắt đầu",
  },
  en: {
    none: "No active alarms.",
    noneShown: "No alarms to show.",
    reporting: "{online} of {all} {all|site|sites} reporting, updated {at} +07.",
    reading: "Reading the list of alarms…",
    noSites: "There are no sites yet.",
    start: "Get started",
  },
});

/** An empty list proves that it is empty because all is well: who reports, and when that was last heard. */
export const Healthy = () => {
  // Read for its renewal: sites change in place.
  const isKnown = board.siteChanges.value >= 0 && board.isRead.value;
  if (!isKnown) return <p class="panel quiet">{say("reading")}</p>;
  const sites = [...board.sites.values()];
  if (sites.length === 0) {
    return (
      <p class="panel">
        {say("noSites")} <a href="/start">{say("start")}</a>
      </p>
    );
  }
  const online = sites.filter(({ state }) => state.online === true).length;
  const beat = lastBeat.value;
  const { filteredOut } = sifted.value;
  return (
    <p class="panel healthy">
      {say(board.alarms.size === 0 && filteredOut === 0 ? "none" : "noneShown")}{" "}
      {beat !== null &&
        say("reporting", {
          online: numberText(online),
          all: numberText(sites.length),
          at: clockTime(beat.serverAt),
        })}
    </p>
  );
};
