import { acts, forget, waitingCount } from "../outbox/sender.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    waiting: "{count} chờ gửi",
    refused: "{count} bị từ chối",
    read: "Đã đọc, bỏ đi",
    cancel: "Không gửi nữa",
    wait: "chờ gửi",
  },
  en: {
    waiting: "{count} waiting to be sent",
    refused: "{count} refused",
    read: "Read, drop it",
    cancel: "Don't send",
    wait: "waits",
  },
});

/** What was done here and is not at the platform yet, or was refused by it. */
export const OutboxBadge = () => {
  const list = acts.value;
  if (list.length === 0) return null;
  const refused = list.length - waitingCount.value;
  return (
    <details class="drop">
      <summary>
        {[
          waitingCount.value > 0 && say("waiting", { count: waitingCount.value }),
          refused > 0 && say("refused", { count: refused }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </summary>
      <ul class="drop-box is-right outbox">
        {list.map(({ id, label, doneAtMs, state, reason }) => (
          <li key={id}>
            {label} · {localTime(doneAtMs)} · {state === "waiting" ? say("wait") : reason}{" "}
            <button type="button" onClick={() => void forget(id)}>
              {say(state === "waiting" ? "cancel" : "read")}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
};
