import { useEffect } from "preact/hooks";
import type { BriefAlarmView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { shownNow } from "../lookback/moment.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { SiteLink } from "../parts/site-link.tsx";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { durationText } from "../time/duration.ts";
import { localTime, millisecondsOf } from "../time/instant.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { actOn, keepAnswers, mayDo, pendingIds } from "./act-desk.ts";
import { actText } from "./alarm-acts.ts";
import { actorOf } from "./alarm-facts.ts";
import { alarmTicks } from "./alarm-ticks.ts";
import { untilText } from "./cause-text.ts";
import { headline } from "./headline.ts";
import { UndoNotice } from "./undo-notice.tsx";

const say = wordsOf({
  vi: {
    title: "Cảnh báo tạm ẩn",
    about: "Vẫn được theo dõi và vẫn tự hết; hiện lại khi đến giờ.",
    none: "Không có cảnh báo nào đang tạm ẩn.",
    severity: "Mức",
    site: "Trạm",
    text: "Nội dung",
    reason: "Lý do",
    until: "Đến lúc",
    who: "Người ẩn",
    act: "Việc",
    untilAt: "đến {at}",
    left: "còn {duration}",
    pending: "đang gửi…",
  },
  en: {
    title: "Shelved alarms",
    about: "They are watched and clear as ever, and are shown again when their time comes.",
    none: "No alarm is shelved.",
    severity: "Severity",
    site: "Site",
    text: "Text",
    reason: "Reason",
    until: "Until",
    who: "By",
    act: "Act",
    untilAt: "until {at}",
    left: "{duration} left",
    pending: "being sent…",
  },
});

interface Shelved {
  readonly alarm: BriefAlarmView;
  readonly shelf: NonNullable<BriefAlarmView["shelf"]>;
}

const shelvedAlarms = (): readonly Shelved[] =>
  [...board.alarms.values()]
    .flatMap((alarm) => (alarm.shelf === null ? [] : [{ alarm, shelf: alarm.shelf }]))
    .sort((one, other) => (one.shelf.until < other.shelf.until ? -1 : 1));

const Unshelve = ({ alarm }: Pick<Shelved, "alarm">) => {
  if (pendingIds.value.has(alarm.id)) return <span>{say("pending")}</span>;
  if (!mayDo("unshelve")) return null;
  return (
    <button type="button" onClick={() => void actOn({ kind: "unshelve", note: null }, [alarm])}>
      {actText("unshelve")}
    </button>
  );
};

const Until = ({ shelf }: Pick<Shelved, "shelf">) => (
  <>
    <time dateTime={shelf.until} title={localTime(shelf.until)}>
      {say("untilAt", { at: untilText(shelf.until) })}
    </time>{" "}
    <span class="quiet small">
      {say("left", { duration: durationText(millisecondsOf(shelf.until) - shownNow.value) })}
    </span>
  </>
);

const Headline = ({ alarm }: Pick<Shelved, "alarm">) => (
  <a href={fillPath(pagePaths.alarm, { id: alarm.id })}>
    <bdi>{headline(inLanguage(alarm.text))}</bdi>
  </a>
);

const columns = (): readonly Column<Shelved>[] => [
  { title: say("severity"), cell: ({ alarm }) => <SeverityMark severity={alarm.severity} /> },
  { title: say("site"), cell: ({ alarm }) => <SiteLink site={alarm.site} /> },
  { title: say("text"), cell: ({ alarm }) => <Headline alarm={alarm} /> },
  { title: say("reason"), cell: ({ shelf }) => <bdi>{shelf.reason}</bdi> },
  { title: say("until"), cell: ({ shelf }) => <Until shelf={shelf} /> },
  { title: say("who"), cell: ({ shelf }) => <bdi>{actorOf(shelf.actor).name}</bdi> },
  { title: say("act"), cell: ({ alarm }) => <Unshelve alarm={alarm} /> },
];

/** What somebody hid for a while: with the reason, the end, and a way to show it again. */
export const ShelvedPage = () => {
  useEffect(keepAnswers, []);
  const shelved = alarmTicks.value < 0 ? [] : shelvedAlarms();
  return (
    <>
      <h1>{say("title")}</h1>
      <p class="quiet">{say("about")}</p>
      {shelved.length === 0 ? (
        <p class="panel">{say("none")}</p>
      ) : (
        <DataTable
          label={say("title")}
          columns={columns()}
          items={shelved}
          keyOf={({ alarm }) => alarm.id}
          rowClass="is-hatched"
        />
      )}
      <UndoNotice />
    </>
  );
};
