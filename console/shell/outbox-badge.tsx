import type { Act } from "../outbox/outbox.ts";
import { acts, forget, waitingCount } from "../outbox/sender.ts";
import { viewer } from "../session/session.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    waiting: "{count} chờ gửi",
    refused: "{count} bị từ chối",
    read: "Đã đọc, bỏ đi",
    cancel: "Không gửi nữa",
    wait: "chờ gửi",
    other: "chờ {actor} đăng nhập",
  },
  en: {
    waiting: "{count} waiting to be sent",
    refused: "{count} refused",
    read: "Read, drop it",
    cancel: "Don't send",
    wait: "waits",
    other: "waits for {actor} to log in",
  },
});

/** Where an act is: on its way, held for the person who did it, or refused and why. */
const stateText = ({ state, reason, actor }: Act): string => {
  if (state === "refused") return reason ?? "";
  const who = viewer.value;
  const isOthers = actor !== null && who.kind === "somebody" && who.username !== actor;
  return isOthers ? say("other", { actor }) : say("wait");
};

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
        {list.map((act) => (
          <li key={act.id}>
            <bdi>{act.label}</bdi> · {localTime(act.doneAtMs)} · {stateText(act)}{" "}
            <button type="button" onClick={() => void forget(act.id)}>
              {say(act.state === "waiting" ? "cancel" : "read")}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
};
