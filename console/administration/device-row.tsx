import type { DeviceView } from "../../api/contract.ts";
import { isPending } from "../outbox/sender.ts";
import { Age } from "../parts/age.tsx";
import { SiteLink } from "../parts/site-link.tsx";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    online: "đang kết nối",
    offline: "mất kết nối",
    never: "chưa từng kết nối",
    revoked: "đã thu hồi {at}",
    commands: "Lệnh",
    label: "Nhãn tủ",
    revoke: "Thu hồi",
    pending: "đang gửi…",
  },
  en: {
    online: "connected",
    offline: "not connected",
    never: "never connected",
    revoked: "revoked {at}",
    commands: "Commands",
    label: "Cabinet label",
    revoke: "Revoke",
    pending: "sending…",
  },
});

const State = ({ device: { presence, revokedAt } }: { readonly device: DeviceView }) => {
  if (revokedAt !== null) return <span class="quiet">{say("revoked", { at: localTime(revokedAt) })}</span>;
  if (presence === null) return <span class="quiet">{say("never")}</span>;
  return presence.online ? <span class="quiet">{say("online")}</span> : <strong>{say("offline")}</strong>;
};

/** What may be done with a device. */
export type DeviceAct = "commands" | "label" | "revoke";

const acts = ["commands", "label", "revoke"] as const satisfies readonly DeviceAct[];

interface Properties {
  readonly device: DeviceView;
  readonly onAct: (act: DeviceAct, device: DeviceView) => void;
}

/** One device: for which site, how it is heard, what may be done with it. */
export const DeviceRow = ({ device, onAct }: Properties) => {
  const { id, site, presence, revokedAt } = device;
  return (
    <tr>
      <td>
        <SiteLink site={site} />
      </td>
      <td>{id}</td>
      <td>
        <State device={device} />
      </td>
      <td>{presence?.lastHeardAt ? <Age at={presence.lastHeardAt} /> : "–"}</td>
      <td>
        <bdi>{presence?.firmware ?? "–"}</bdi>
      </td>
      <td>
        {isPending(`device ${id}`) && <span class="quiet">{say("pending")}</span>}
        {revokedAt === null && !isPending(`device ${id}`) && (
          <div class="bar">
            {acts.map((act) => (
              <button key={act} type="button" onClick={() => onAct(act, device)}>
                {say(act)} <span class="visually-hidden">{id}</span>
              </button>
            ))}
          </div>
        )}
      </td>
    </tr>
  );
};
