import { useSignal } from "@preact/signals";
import type { BriefAlarmView } from "../../api/contract.ts";
import { headline } from "../alarms/headline.ts";
import { acts } from "../outbox/sender.ts";
import { actorText } from "../parts/actor-text.ts";
import { Age } from "../parts/age.tsx";
import { LongText } from "../parts/long-text.tsx";
import { severityRank } from "../parts/severity.ts";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { inLanguage, wordsOf } from "../words/words.ts";
import { performAll } from "./act-trouble.tsx";
import { acknowledgeWish, commentWish } from "./field-acts.ts";
import { instructionOf, lists } from "./field-lists.ts";
import { mayAct } from "./field-person.ts";
import { SubjectActs } from "./subject-acts.tsx";

const say = wordsOf({
  vi: {
    title: "Đang có gì",
    none: "Không có cảnh báo nào.",
    since: "{node} · từ {age} trước",
    steps: "Làm gì",
    note: "Ghi chú cho trực NOC",
    acknowledge: "Xác nhận",
    comment: "Gửi ghi chú",
    by: "đã xác nhận: {actor}",
    others: "{count} cảnh báo khác: hệ quả, tạm ẩn hoặc bảo trì",
    symptom: "do nguyên nhân khác",
    shelved: "tạm ẩn",
    maintenance: "đang bảo trì",
  },
  en: {
    title: "What is wrong",
    none: "No alarm.",
    since: "{node} · for {age}",
    steps: "What to do",
    note: "Note for the NOC",
    acknowledge: "Acknowledge",
    comment: "Send note",
    by: "acknowledged: {actor}",
    others: "{count} more: symptoms, shelved or in maintenance",
    symptom: "explained by another alarm",
    shelved: "shelved",
    maintenance: "in maintenance",
  },
});

const isQuiet = ({ cause, shelf, maintenance }: BriefAlarmView): boolean =>
  cause !== null || shelf !== null || maintenance !== null;

const byWeight = (one: BriefAlarmView, other: BriefAlarmView): number =>
  Number(isQuiet(one)) - Number(isQuiet(other)) ||
  severityRank(one.severity) - severityRank(other.severity) ||
  one.lastRaised.eventAt.localeCompare(other.lastRaised.eventAt);

const stateText = ({ operatorState, operatorChanges, cause, shelf, maintenance }: BriefAlarmView): string => {
  const by = operatorChanges.findLast(({ action }) => action === "acknowledge" || action === "close");
  return [
    operatorState !== "none" && say("by", { actor: by === undefined ? "?" : actorText(by.actor) }),
    cause !== null && say("symptom"),
    shelf !== null && say("shelved"),
    maintenance !== null && say("maintenance"),
  ]
    .filter((text) => text !== false)
    .join(" · ");
};

/** What to do stands beneath it: then the first sentence alone says what happened. */
const alarmText = ({ type, text }: BriefAlarmView): string =>
  instructionOf.value.has(type) ? headline(inLanguage(text)) : inLanguage(text);

const Steps = ({ type, isOpen }: { readonly type: string; readonly isOpen: boolean }) => {
  const text = instructionOf.value.get(type);
  if (text === undefined) return null;
  return (
    <details open={isOpen}>
      <summary>{say("steps")}</summary>
      {inLanguage(text)
        .split("\n")
        .map((line) => (
          <p key={line}>{line}</p>
        ))}
    </details>
  );
};

/** Acknowledging with a note, or the note alone once somebody acknowledged. */
const Answer = ({ alarm }: { readonly alarm: BriefAlarmView }) => {
  const note = useSignal("");
  const isWaiting = acts.value.some(
    ({ subject, state, path }) =>
      subject === alarm.id && state === "waiting" && path.endsWith("/acknowledge"),
  );
  const isOpen = alarm.operatorState === "none" && !isWaiting;
  const send = async (): Promise<void> => {
    const wish = isOpen ? acknowledgeWish(alarm, note.value) : commentWish(alarm, note.value);
    if (await performAll(wish)) note.value = "";
  };
  return (
    <div class="field-answer">
      <label>
        <span class="small quiet">{say("note")}</span>
        <textarea
          rows={1}
          maxLength={lists.value.settings?.value.noteCharactersMax ?? 2_000}
          value={note.value}
          onInput={({ currentTarget }) => {
            note.value = currentTarget.value;
          }}
        />
      </label>
      <button
        type="button"
        class={isOpen ? "is-main" : ""}
        disabled={!isOpen && note.value.trim() === ""}
        onClick={() => void send()}
      >
        {say(isOpen ? "acknowledge" : "comment")}
      </button>
    </div>
  );
};

const AlarmCard = ({ alarm, isFirst }: { readonly alarm: BriefAlarmView; readonly isFirst: boolean }) => {
  const [before = "", after = ""] = say("since", { node: alarm.node }).split("{age}");
  return (
    <li class={isQuiet(alarm) ? "field-alarm is-hatched" : "field-alarm"}>
      <SeverityMark severity={alarm.severity} flashes={alarm.operatorState === "none"} withWord />
      <p>
        <LongText text={alarmText(alarm)} />
      </p>
      <p class="quiet small">
        {before}
        <Age at={alarm.lastRaised.eventAt} />
        {after}
        {stateText(alarm) !== "" && ` · ${stateText(alarm)}`}
      </p>
      <Steps type={alarm.type} isOpen={isFirst} />
      <SubjectActs subject={alarm.id} />
      {mayAct.value && <Answer alarm={alarm} />}
    </li>
  );
};

const Cards = ({
  alarms,
  opensFirst,
}: {
  readonly alarms: readonly BriefAlarmView[];
  readonly opensFirst: boolean;
}) => (
  <ul class="field-alarms">
    {alarms.map((alarm, index) => (
      <AlarmCard key={alarm.id} alarm={alarm} isFirst={opensFirst && index === 0} />
    ))}
  </ul>
);

/** What is wrong at a site, the gravest first, what to do about it, and the answer to it; what follows from it is folded. */
export const FieldAlarms = ({ alarms }: { readonly alarms: readonly BriefAlarmView[] }) => {
  const ordered = [...alarms].sort(byWeight);
  const loud = ordered.filter((alarm) => !isQuiet(alarm));
  const quiet = ordered.filter(isQuiet);
  return (
    <section class="stack" aria-labelledby="field-alarms">
      <h2 id="field-alarms">{say("title")}</h2>
      {alarms.length === 0 && <p class="quiet">{say("none")}</p>}
      {loud.length > 0 && <Cards alarms={loud} opensFirst />}
      {quiet.length > 0 && (
        <details open={loud.length === 0}>
          <summary>{say("others", { count: quiet.length })}</summary>
          <Cards alarms={quiet} opensFirst={loud.length === 0} />
        </details>
      )}
    </section>
  );
};
