import { useEffect } from "preact/hooks";
import type { LatestView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { dictionary, metricLabel, needDictionary, valueText } from "../metrics/dictionary.ts";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    waiting: "Đang chờ số đo đầu tiên của trạm {site}…",
    got: "Đã nhận {value} lúc {at}",
    what: "{metric} của {site}/{node}.",
    site: "Mở trang trạm {site}",
    devices: "Cấp mã cho các thiết bị còn lại",
    alarms: "Tới danh sách cảnh báo",
  },
  en: {
    waiting: "Waiting for the first reading of site {site}…",
    got: "Received {value} at {at}",
    what: "{metric} of {site}/{node}.",
    site: "Open the page of site {site}",
    devices: "Provision the other devices",
    alarms: "To the list of alarms",
  },
});

/** The newest reading of a site that the platform has heard since; null when there is none. */
export const newestOf = (site: string): LatestView | null => {
  // Read so that what shows it is drawn anew when it changes.
  if (board.latestChanges.value < 0) return null;
  let newest: LatestView | null = null;
  for (const item of board.latestOf(site).values()) {
    if (newest === null || item.ts > newest.ts) newest = item;
  }
  return newest;
};

interface Properties {
  readonly site: string;
  readonly reading: LatestView | null;
}

/** The last step: the reading, as soon as it is there. */
export const FirstReading = ({ site, reading }: Properties) => {
  useEffect(needDictionary, []);
  const unit = dictionary.value.get(reading?.metric ?? "")?.unit ?? "";
  return (
    <div role="status" class="stack">
      {reading === null ? (
        <p>{say("waiting", { site })}</p>
      ) : (
        <>
          <p class="start-value">
            {say("got", { value: valueText(reading.value, unit), at: localTime(reading.ts) })}
          </p>
          <p>{say("what", { metric: metricLabel(reading.metric), site, node: reading.node })}</p>
          <p class="bar">
            <a class="button is-main" href={fillPath(pagePaths.site, { site })}>
              {say("site", { site })}
            </a>
            <a class="button" href={pagePaths.devices}>
              {say("devices")}
            </a>
            <a class="button" href={pagePaths.alarms}>
              {say("alarms")}
            </a>
          </p>
        </>
      )}
    </div>
  );
};
