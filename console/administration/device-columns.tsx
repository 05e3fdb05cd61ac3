import type { DeviceView } from "../../api/contract.ts";
import { isPending } from "../outbox/sender.ts";
import { Age } from "../parts/age.tsx";
import type { Column } from "../parts/data-table.tsx";
import { SiteLink } from "../parts/site-link.tsx";
import { type DeviceAct, deviceActsOf } from "../session/device-rights.ts";
import { viewer } from "../session/session.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    site: "Trạm",
    id: "Mã thiết bị",
    state: "Kết nối",
    heard: "Nghe lần cuối",
    firmware: "Phần mềm",
    act: "Việc",
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
    site: "Site",
    id: "Device id",
    state: "Connection",
    heard: "Last heard",
    firmware: "Firmware",
    act: "Act",
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

interface ActsProperties {
  readonly device: DeviceView;
  readonly onAct: (act: DeviceAct, device: DeviceView) => void;
}

const Acts = ({ device, onAct }: ActsProperties) => {
  const { id, revokedAt } = device;
  const who = viewer.value;
  if (isPending(`device ${id}`)) return <span class="quiet">{say("pending")}</span>;
  if (revokedAt !== null) return null;
  return (
    <div class="bar">
      {(who.kind === "somebody" ? deviceActsOf(who.role) : []).map((act) => (
        <button key={act} type="button" onClick={() => onAct(act, device)}>
          {say(act)} <span class="visually-hidden">{id}</span>
        </button>
      ))}
    </div>
  );
};

/** What is said of a device: for which site, how it is heard, what may be done with it. */
export const deviceColumns = (onAct: ActsProperties["onAct"]): readonly Column<DeviceView>[] => [
  { title: say("site"), cell: ({ site }) => <SiteLink site={site} /> },
  { title: say("id"), cell: ({ id }) => id },
  { title: say("state"), cell: (device) => <State device={device} /> },
  {
    title: say("heard"),
    cell: ({ presence }) => (presence?.lastHeardAt ? <Age at={presence.lastHeardAt} /> : "–"),
  },
  { title: say("firmware"), cell: ({ presence }) => <bdi>{presence?.firmware ?? "–"}</bdi> },
  { title: say("act"), cell: (device) => <Acts device={device} onAct={onAct} /> },
];
