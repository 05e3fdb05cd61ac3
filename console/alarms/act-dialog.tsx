import { useSignal } from "@preact/signals";
import { ChosenInstant } from "../parts/chosen-instant.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { viewer } from "../session/session.ts";
import { fromInputTime, inputTime } from "../time/instant.ts";
import { serverNowMs } from "../time/server-clock.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { actOn } from "./act-desk.ts";
import { type ActKind, type AlarmAct, actText } from "./alarm-acts.ts";
import { type AskedAct, askedAct } from "./asked-act.ts";
import { headline } from "./headline.ts";
import { shelfEndFault, shelfHours } from "./shelf-end.ts";

const say = wordsOf({
  vi: {
    many: "{count} cảnh báo",
    note: "Ghi chú",
    optional: "Ghi chú (không bắt buộc)",
    reason: "Lý do",
    until: "Đến lúc (+07)",
    hours: "{hours} giờ",
    assignee: "Người nhận việc (bỏ trống: không ai)",
    mine: "Tôi nhận",
    ticket: "Mã phiếu (bỏ trống: gỡ phiếu)",
    past: "Thời điểm kết thúc đã qua.",
    "too-long": "Tạm ẩn nhiều nhất 7 ngày.",
    missing: "Chọn thời điểm kết thúc.",
    close: "Đóng nghĩa là không cần làm gì thêm; cảnh báo vẫn còn cho đến khi thiết bị báo hết.",
    clear: "Chỉ kết thúc bằng tay khi thiết bị không thể tự báo hết.",
  },
  en: {
    many: "{count} {count|alarm|alarms}",
    note: "Note",
    optional: "Note (may be left out)",
    reason: "Reason",
    until: "Until (+07)",
    hours: "{hours} h",
    assignee: "Assignee (empty: nobody)",
    mine: "Assign to me",
    ticket: "Ticket (empty: none)",
    past: "The end has passed already.",
    "too-long": "Shelve for 7 days at most.",
    missing: "Choose an end.",
    close: "Closed means that nothing more is to be done; the alarm stays until the device clears it.",
    clear: "Clear by hand only what the device can't clear itself.",
  },
});

const hourMs = 3_600_000;
const noteCharactersMax = 2_000;

interface Said {
  readonly note: string;
  readonly until: string;
  readonly value: string;
}

const actOf = (kind: ActKind, { note, until, value }: Said): AlarmAct => {
  const optional = note.trim() === "" ? null : note.trim();
  const named = value.trim() === "" ? null : value.trim();
  switch (kind) {
    case "shelve":
      return { kind, note: note.trim(), until: new Date(fromInputTime(until)).toISOString() };
    case "comment":
      return { kind, note: note.trim() };
    case "assign":
      return { kind, note: optional, assignee: named };
    case "ticket":
      return { kind, note: optional, ticket: named };
    default:
      return { kind, note: optional };
  }
};

const subjectText = (alarms: AskedAct["alarms"]): string => {
  const [first, second] = alarms;
  if (first === undefined) return "";
  if (second !== undefined) return say("many", { count: alarms.length });
  return `${first.site} ${headline(inLanguage(first.text))}`;
};

interface FieldProperties {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const ShelfEnd = ({ value, onChange }: FieldProperties) => {
  const fault = shelfEndFault(fromInputTime(value), serverNowMs());
  return (
    <>
      <label>
        {say("until")}
        <input
          type="datetime-local"
          required
          value={value}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
        <ChosenInstant text={value} />
      </label>
      <div class="bar">
        {shelfHours.map((hours) => (
          <button
            key={hours}
            type="button"
            onClick={() => onChange(inputTime(serverNowMs() + hours * hourMs))}
          >
            {say("hours", { hours })}
          </button>
        ))}
      </div>
      {fault !== null && <p role="alert">{say(fault)}</p>}
    </>
  );
};

const Assignee = ({ value, onChange }: FieldProperties) => {
  const who = viewer.value;
  return (
    <div class="bar">
      <label>
        {say("assignee")}
        <input
          value={value}
          maxLength={64}
          autocapitalize="none"
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      </label>
      {who.kind === "somebody" && (
        <button type="button" onClick={() => onChange(who.username)}>
          {say("mine")}
        </button>
      )}
    </div>
  );
};

const Ticket = ({ value, onChange }: FieldProperties) => (
  <label>
    {say("ticket")}
    <input value={value} maxLength={100} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
  </label>
);

const noteLabel = (kind: ActKind): string => {
  if (kind === "shelve") return say("reason");
  return say(kind === "comment" ? "note" : "optional");
};

const ActForm = ({ kind, alarms }: AskedAct) => {
  const note = useSignal("");
  const until = useSignal(inputTime(serverNowMs() + 4 * hourMs));
  const first = alarms.length === 1 ? alarms[0] : undefined;
  const value = useSignal((kind === "assign" ? first?.assignee : first?.ticket) ?? "");
  const needsNote = kind === "shelve" || kind === "comment";
  const isFaulty = kind === "shelve" && shelfEndFault(fromInputTime(until.value), serverNowMs()) !== null;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    askedAct.value = null;
    void actOn(actOf(kind, { note: note.value, until: until.value, value: value.value }), alarms);
  };
  return (
    <form class="form stack" onSubmit={onSubmit}>
      <p>
        <bdi>{subjectText(alarms)}</bdi>
      </p>
      {(kind === "close" || kind === "clear") && <p>{say(kind)}</p>}
      {kind === "shelve" && <ShelfEnd value={until.value} onChange={(next) => (until.value = next)} />}
      {kind === "assign" && <Assignee value={value.value} onChange={(next) => (value.value = next)} />}
      {kind === "ticket" && <Ticket value={value.value} onChange={(next) => (value.value = next)} />}
      <label>
        {noteLabel(kind)}
        <textarea
          rows={3}
          required={needsNote}
          maxLength={noteCharactersMax}
          value={note.value}
          onInput={({ currentTarget }) => (note.value = currentTarget.value)}
        />
      </label>
      <button type="submit" class="is-main" disabled={isFaulty || (needsNote && note.value.trim() === "")}>
        {actText(kind)}
      </button>
    </form>
  );
};

/** The window of an act that needs words: a reason, an end, a name. */
export const ActDialog = () => {
  const asked = askedAct.value;
  if (asked === null) return null;
  return (
    <Dialog title={actText(asked.kind)} onClose={() => (askedAct.value = null)}>
      <ActForm kind={asked.kind} alarms={asked.alarms} />
    </Dialog>
  );
};
