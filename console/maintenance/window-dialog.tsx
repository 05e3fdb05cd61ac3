import { useSignal } from "@preact/signals";
import { board } from "../live/board.ts";
import { perform } from "../outbox/sender.ts";
import { ChosenInstant } from "../parts/chosen-instant.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { wordsOf } from "../words/words.ts";
import { emptyDraft, type WindowDraft, type WindowFault, windowBody, windowFault } from "./window-form.ts";
import { dayText } from "./window-text.ts";

const say = wordsOf({
  vi: {
    title: "Lập lịch bảo trì",
    name: "Tên",
    reason: "Lý do",
    covers: "Trạm hoặc phần tử (BPH0001, BPH0002/pwr)",
    kind: "Lặp lại",
    once: "một lần",
    weekly: "hằng tuần",
    from: "Từ",
    to: "Đến",
    days: "Ngày",
    start: "Bắt đầu lúc",
    minutes: "Số phút",
    send: "Lập lịch",
    label: "Lập lịch bảo trì {name}",
    "covers-nothing": "Ghi ít nhất một mã trạm.",
    "unknown-site": "Không có {code} trong các trạm của bạn.",
    "ends-before": "Đến lúc phải sau từ lúc.",
    "no-days": "Chọn ít nhất một ngày trong tuần.",
  },
  en: {
    title: "Plan maintenance",
    name: "Name",
    reason: "Reason",
    covers: "Sites or nodes (BPH0001, BPH0002/pwr)",
    kind: "Repeats",
    once: "once",
    weekly: "every week",
    from: "From",
    to: "To",
    days: "Days",
    start: "Begins at",
    minutes: "Minutes",
    send: "Plan",
    label: "Plan maintenance {name}",
    "covers-nothing": "Write the code of one site at least.",
    "unknown-site": "There is no {code} among your sites.",
    "ends-before": "The end must be after the beginning.",
    "no-days": "Choose one day of the week at least.",
  },
});

interface Fields {
  readonly draft: WindowDraft;
  readonly change: (changes: Partial<WindowDraft>) => void;
}

const Weekly = ({ draft, change }: Fields) => (
  <>
    <fieldset>
      <legend>{say("days")}</legend>
      <div class="bar">
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <label key={day}>
            <input
              type="checkbox"
              checked={draft.days.includes(day)}
              onChange={({ currentTarget }) =>
                change({
                  days: currentTarget.checked
                    ? [...draft.days, day].sort()
                    : draft.days.filter((each) => each !== day),
                })
              }
            />{" "}
            {dayText(day)}
          </label>
        ))}
      </div>
    </fieldset>
    <label>
      {say("start")}
      <input
        type="time"
        required
        value={draft.start}
        onInput={({ currentTarget }) => change({ start: currentTarget.value })}
      />
    </label>
    <label>
      {say("minutes")}
      <input
        type="number"
        required
        min={1}
        value={draft.durationMinutes}
        onInput={({ currentTarget }) => change({ durationMinutes: Number(currentTarget.value) })}
      />
    </label>
  </>
);

const textFields = ["name", "reason", "covers"] as const;

/** Asks what is to be maintained, when and why. */
export const WindowDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const draft = useSignal<WindowDraft>(emptyDraft);
  const fault = useSignal<WindowFault | null>(null);
  const change = (changes: Partial<WindowDraft>): void => {
    fault.value = null;
    draft.value = { ...draft.value, ...changes };
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    fault.value = windowFault(draft.value, (code) => board.sites.has(code));
    if (fault.value !== null) return;
    void perform({
      method: "POST",
      path: "/api/v1/maintenance-windows",
      body: windowBody(draft.value),
      subject: "maintenance",
      label: say("label", { name: draft.value.name }),
    });
    onClose();
  };
  return (
    <Dialog title={say("title")} onClose={onClose}>
      <form class="form stack" onSubmit={onSubmit}>
        {textFields.map((field) => (
          <label key={field}>
            {say(field)}
            <input
              required
              value={draft.value[field]}
              onInput={({ currentTarget }) => change({ [field]: currentTarget.value })}
            />
          </label>
        ))}
        <label>
          {say("kind")}
          <select
            value={draft.value.kind}
            onChange={({ currentTarget }) =>
              change({ kind: currentTarget.value === "weekly" ? "weekly" : "once" })
            }
          >
            <option value="once">{say("once")}</option>
            <option value="weekly">{say("weekly")}</option>
          </select>
        </label>
        {draft.value.kind === "weekly" && <Weekly draft={draft.value} change={change} />}
        {(["from", "to"] as const).map((field) => (
          <label key={field}>
            {say(field)}
            <input
              type="datetime-local"
              required={field === "from" || draft.value.kind === "once"}
              value={draft.value[field]}
              onInput={({ currentTarget }) => change({ [field]: currentTarget.value })}
            />
            <ChosenInstant text={draft.value[field]} />
          </label>
        ))}
        {fault.value !== null && <p role="alert">{say(fault.value.kind, { ...fault.value })}</p>}
        <button class="is-main" type="submit">
          {say("send")}
        </button>
      </form>
    </Dialog>
  );
};
