import type { BriefAlarmView } from "../../api/contract.ts";
import { shownNow } from "../lookback/moment.ts";
import { severityCode, severityText } from "../parts/severity.ts";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { durationText } from "../time/duration.ts";
import { hourMinute, localTime, millisecondsOf } from "../time/instant.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { actOn, mayDo, pendingIds } from "./act-desk.ts";
import { actText } from "./alarm-acts.ts";
import { acknowledgement, actorOf, isUnacknowledged, lastNote } from "./alarm-facts.ts";
import { causeText } from "./cause-text.ts";
import { headline } from "./headline.ts";
import type { ListRow } from "./list-row.ts";
import { currentId, selected, toggled, unfolded } from "./list-state.ts";
import { TimeToDown } from "./time-to-down.tsx";

const say = wordsOf({
  vi: {
    select: "Chọn {site} {text}",
    consequences: "{count} hệ quả",
    sameType: "{count} cùng loại",
    sameCause: "{count} cùng nguyên nhân",
    worst: "nặng nhất {code}",
    gone: "Đã hết",
    pending: "đang gửi…",
    flapping: "chập chờn · ",
    closed: "đóng",
    link: "liên kết",
    key: "khóa API",
    acknowledged: "{who} lúc {at}",
  },
  en: {
    select: "Select {site} {text}",
    consequences: "{count} {count|consequence|consequences}",
    sameType: "{count} of the same type",
    sameCause: "{count} of the same cause",
    worst: "worst {code}",
    gone: "Cleared",
    pending: "being sent…",
    flapping: "flapping · ",
    closed: "closed",
    link: "link",
    key: "API key",
    acknowledged: "{who} at {at}",
  },
});

type RowProperties = ListRow & {
  readonly index: number;
  readonly topPixels: number;
  readonly groupedByType: boolean;
};

/** How long it has lasted, by the moment that is looked at. */
const Lasting = ({ since }: { readonly since: string }) => (
  <time dateTime={since} title={localTime(since)}>
    {durationText(shownNow.value - millisecondsOf(since))}
  </time>
);

/** Who acknowledged and when, what is on its way, or how to. */
const Acknowledged = ({ alarm }: Pick<ListRow, "alarm">) => {
  if (pendingIds.value.has(alarm.id)) return <span class="is-pending">{say("pending")}</span>;
  const change = acknowledgement(alarm);
  if (change === null) {
    if (alarm.operatorState !== "none" || !mayDo("acknowledge")) return null;
    const act = (): void => void actOn({ kind: "acknowledge", note: null }, [alarm]);
    return (
      <button type="button" tabIndex={-1} onClick={act}>
        {actText("acknowledge")}
      </button>
    );
  }
  const { origin, name } = actorOf(change.actor);
  const who = origin === "user" ? name : `${name} (${say(origin)})`;
  const closed = alarm.operatorState === "closed" ? ` · ${say("closed")}` : "";
  return (
    <span title={say("acknowledged", { who, at: localTime(change.at) })}>
      {`${who} ${hourMinute(change.at)}${closed}`}
    </span>
  );
};

/** What is folded beneath a row: consequences of a root, or others like it when the root itself is not in sight. */
const foldedWord = (groupedByType: boolean, { cause }: BriefAlarmView) => {
  if (groupedByType) return "sameType";
  return cause === null ? "consequences" : "sameCause";
};

const Fold = ({ alarm, folded, isUnfolded, worst, groupedByType }: RowProperties) => {
  if (folded === 0) return null;
  const count = say(foldedWord(groupedByType, alarm), { count: folded });
  const hint = worst === alarm.severity ? "" : ` (${severityCode[worst]})`;
  const fold = (): void => {
    unfolded.value = toggled(unfolded.peek(), alarm.id);
  };
  return (
    <button
      type="button"
      class="fold"
      tabIndex={-1}
      aria-expanded={isUnfolded}
      title={hint === "" ? undefined : say("worst", { code: severityText(worst) })}
      onClick={fold}
    >
      {`${isUnfolded ? "▾" : "→"} ${count}${hint}`}
    </button>
  );
};

const classOf = ({ alarm, level, isGone }: ListRow, isSelected: boolean): string =>
  [
    "alarm-row",
    level === 2 && "is-member",
    isGone && "is-gone",
    alarm.operatorState === "none" && !isGone && "is-unacknowledged",
    (alarm.shelf !== null || alarm.maintenance !== null) && "is-hatched",
    isSelected && "is-selected",
  ]
    .filter(Boolean)
    .join(" ");

/** One alarm in one line. */
export const AlarmRow = (row: RowProperties) => {
  const { alarm, index, level, isGone, isUnfolded, folded, topPixels } = row;
  const isSelected = selected.value.has(alarm.id);
  const text = inLanguage(alarm.text);
  const note = lastNote(alarm);
  const cause = causeText(alarm);
  return (
    <tr
      class={classOf(row, isSelected)}
      style={{ top: `${topPixels}px` }}
      aria-rowindex={index + 2}
      aria-level={level}
      aria-expanded={folded > 0 ? isUnfolded : undefined}
      aria-selected={isSelected}
      tabIndex={currentId.value === alarm.id ? 0 : -1}
      data-id={alarm.id}
      onFocus={() => (currentId.value = alarm.id)}
    >
      <td class="cell-select">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={say("select", { site: alarm.site, text: headline(text) })}
          checked={isSelected}
          onChange={() => (selected.value = toggled(selected.peek(), alarm.id))}
        />
      </td>
      <td class="cell-severity">
        <SeverityMark severity={isGone ? "cleared" : alarm.severity} flashes={isUnacknowledged(alarm)} />
      </td>
      <td class="cell-age number">{isGone ? say("gone") : <Lasting since={alarm.lastRaised.eventAt} />}</td>
      <td class="cell-site">
        <a tabIndex={-1} href={fillPath(pagePaths.site, { site: alarm.site })}>
          {alarm.site} <bdi>{alarm.siteName}</bdi>
        </a>
      </td>
      <td class="cell-text">
        <a tabIndex={-1} href={fillPath(pagePaths.alarm, { id: alarm.id })} title={text}>
          {alarm.flapping && say("flapping")}
          <bdi>{headline(text)}</bdi>
        </a>
        <Fold {...row} />
      </td>
      <td class="cell-cause" title={cause}>
        {cause}
      </td>
      <td class="cell-down number">
        <TimeToDown alarm={alarm} />
      </td>
      <td class="cell-acknowledged">{!isGone && <Acknowledged alarm={alarm} />}</td>
      <td class="cell-note" title={note?.note ?? undefined}>
        <bdi>{note?.note}</bdi>
      </td>
      <td class="cell-ticket" title={alarm.ticket ?? undefined}>
        <bdi>{alarm.ticket}</bdi>
      </td>
    </tr>
  );
};
