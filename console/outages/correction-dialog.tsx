import { useSignal } from "@preact/signals";
import type { OutageView } from "../../api/contract.ts";
import { perform } from "../outbox/sender.ts";
import { Dialog } from "../parts/dialog.tsx";
import { wordsOf } from "../words/words.ts";
import { causeClasses, causeText } from "./cause.ts";

const say = wordsOf({
  vi: {
    title: "Sửa nguyên nhân",
    about: "Cả giá trị cũ và mới đều được giữ, cùng tên bạn và lý do.",
    class: "Nguyên nhân",
    reason: "Lý do",
    send: "Sửa",
    label: "Sửa nguyên nhân của {site} thành {cause}",
  },
  en: {
    title: "Correct the cause",
    about: "Both values stay, with your name and the reason.",
    class: "Cause",
    reason: "Reason",
    send: "Correct",
    label: "Correct the cause of {site} to {cause}",
  },
});

interface Properties {
  readonly outage: OutageView;
  readonly onClose: () => void;
}

/** Asks for the right class of an outage's cause and why. */
export const CorrectionDialog = ({ outage, onClose }: Properties) => {
  const chosen = useSignal(outage.class);
  const reason = useSignal("");
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void perform({
      method: "POST",
      path: `/api/v1/outages/${encodeURIComponent(outage.id)}/correction`,
      body: { class: chosen.value, reason: reason.value },
      subject: outage.id,
      label: say("label", { site: outage.site, cause: causeText(chosen.value) }),
    });
    onClose();
  };
  return (
    <Dialog title={`${say("title")} · ${outage.site}`} onClose={onClose}>
      <form class="form stack" onSubmit={onSubmit}>
        <p class="quiet">{say("about")}</p>
        <label>
          {say("class")}
          <select
            value={chosen.value}
            onChange={({ currentTarget }) => {
              chosen.value = causeClasses.find((each) => each === currentTarget.value) ?? chosen.value;
            }}
          >
            {causeClasses.map((each) => (
              <option key={each} value={each}>
                {causeText(each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("reason")}
          <textarea
            required
            rows={3}
            value={reason.value}
            onInput={({ currentTarget }) => {
              reason.value = currentTarget.value;
            }}
          />
        </label>
        <button class="is-main" type="submit">
          {say("send")}
        </button>
      </form>
    </Dialog>
  );
};
