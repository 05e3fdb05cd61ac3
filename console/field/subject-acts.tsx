import { acts, forget } from "../outbox/sender.ts";
import { hourMinute } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    waiting: "Chờ gửi: {label} ({at})",
    refused: "Không được nhận: {label} ({at}) · {reason}",
    read: "Đã đọc",
  },
  en: {
    waiting: "To be sent: {label} ({at})",
    refused: "Refused: {label} ({at}) · {reason}",
    read: "Got it",
  },
});

/** What was done about something and is on its way, or was refused, and why. */
export const SubjectActs = ({ subject }: { readonly subject: string }) => {
  const own = acts.value.filter((act) => act.subject === subject);
  return (
    <ul class="subject-acts" aria-live="polite">
      {own.map(({ id, label, doneAtMs, state, reason }) => (
        <li key={id} class={state === "refused" ? "is-refused" : "quiet"}>
          <bdi>{say(state, { label, at: hourMinute(doneAtMs), reason: reason ?? "" })}</bdi>
          {state === "refused" && (
            <button type="button" onClick={() => void forget(id)}>
              {say("read")}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
};
