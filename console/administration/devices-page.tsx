import { useComputed, useSignal } from "@preact/signals";
import type { CredentialView, DeviceView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { perform } from "../outbox/sender.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { address, setQuery } from "../router/place.ts";
import type { DeviceAct } from "../session/device-rights.ts";
import { hasRole } from "../session/session.ts";
import { wordsOf } from "../words/words.ts";
import { CabinetLabel, Credentials } from "./credentials.tsx";
import { deviceColumns } from "./device-columns.tsx";
import { DeviceCommands } from "./device-commands.tsx";
import { siftDevices, sitesWithout } from "./device-list.ts";
import { ProvisionForm } from "./provision-form.tsx";
import { useDeviceDoor } from "./use-device-door.ts";
import { useDevices } from "./use-devices.ts";

const say = wordsOf({
  vi: {
    title: "Thiết bị",
    search: "Tìm theo trạm hoặc mã thiết bị",
    revoked: "cả thiết bị đã thu hồi",
    counted: "{shown}/{all} thiết bị",
    more: "Xem thêm",
    none: "Không có thiết bị nào khớp.",
    loading: "Đang tải…",
    revokeTitle: "Thu hồi thiết bị {id}",
    revokeAbout: "{id} ở trạm {site} bị ngắt ngay và không kết nối lại được. Muốn dùng lại phải cấp mã mới.",
    revoke: "Thu hồi",
  },
  en: {
    title: "Devices",
    search: "Find by site or device id",
    revoked: "revoked ones too",
    counted: "{shown} of {all} {all|device|devices}",
    more: "Show more",
    none: "No device matches.",
    loading: "Loading…",
    revokeTitle: "Revoke device {id}",
    revokeAbout:
      "{id} at site {site} is cut off at once and can't come back. To use it again, provision it anew.",
    revoke: "Revoke",
  },
});

const rowsStep = 100;
const siteName = (code: string): string => board.sites.get(code)?.name ?? "";

const revoke = ({ id }: DeviceView): void =>
  void perform({
    method: "DELETE",
    path: `/api/v1/devices/${encodeURIComponent(id)}`,
    body: null,
    subject: `device ${id}`,
    label: say("revokeTitle", { id }),
  });

const Filters = ({ shown, all }: { readonly shown: number; readonly all: number }) => {
  const { query } = address.value;
  return (
    <div class="bar">
      <input
        type="search"
        size={30}
        aria-label={say("search")}
        placeholder={say("search")}
        value={query.get("text") ?? ""}
        onInput={({ currentTarget }) => setQuery({ text: currentTarget.value })}
      />
      <label>
        <input
          type="checkbox"
          checked={query.get("revoked") === "true"}
          onChange={({ currentTarget }) => setQuery({ revoked: currentTarget.checked ? "true" : null })}
        />{" "}
        {say("revoked")}
      </label>
      <span role="status">{say("counted", { shown, all })}</span>
    </div>
  );
};

interface TableProperties {
  readonly devices: readonly DeviceView[];
  readonly onAct: (act: DeviceAct, device: DeviceView) => void;
}

const DeviceTable = ({ devices, onAct }: TableProperties) => {
  const rowsMax = useSignal(rowsStep);
  const { query } = address.value;
  const shown = siftDevices(devices, siteName, {
    text: query.get("text") ?? "",
    withRevoked: query.get("revoked") === "true",
  });
  return (
    <>
      <Filters shown={shown.length} all={devices.length} />
      {shown.length === 0 && <p class="quiet">{say("none")}</p>}
      {shown.length > 0 && (
        <DataTable
          label={say("title")}
          columns={deviceColumns(onAct)}
          items={shown.slice(0, rowsMax.value)}
          keyOf={({ id }) => id}
        />
      )}
      {shown.length > rowsMax.value && (
        <button type="button" onClick={() => (rowsMax.value += rowsStep)}>
          {say("more")}
        </button>
      )}
    </>
  );
};

interface MadeProperties {
  readonly items: readonly CredentialView[];
  readonly onClose: () => void;
}

const Made = ({ items, onClose }: MadeProperties) => {
  const door = useDeviceDoor();
  return door === null ? null : <Credentials items={items} door={door} onClose={onClose} />;
};

/** Devices by site: which may connect, how they are heard, and commands to them. */
export const DevicesPage = () => {
  const { devices, trouble, reload } = useDevices();
  const made = useSignal<readonly CredentialView[]>([]);
  const asked = useSignal<{ readonly act: DeviceAct; readonly device: DeviceView } | null>(null);
  const sites = useComputed(() => (board.siteChanges.value < 0 ? [] : [...board.sites.values()]));
  const close = (): void => {
    asked.value = null;
  };
  const { act, device } = asked.value ?? { act: null, device: null };
  return (
    <>
      <h1>{say("title")}</h1>
      {made.value.length > 0 && <Made items={made.value} onClose={() => (made.value = [])} />}
      {act === "label" && <CabinetLabel site={device.site} name={siteName(device.site)} onClose={close} />}
      {devices !== null && hasRole("admin") && (
        <ProvisionForm
          sites={sites.value}
          missing={sitesWithout(sites.value, devices)}
          onMade={(items) => {
            made.value = [...items, ...made.value];
            reload();
          }}
        />
      )}
      <Trouble error={trouble} onRetry={reload} />
      {devices === null && trouble === null && <p class="quiet">{say("loading")}</p>}
      {devices !== null && (
        <DeviceTable
          devices={devices}
          onAct={(wanted, of) => {
            asked.value = { act: wanted, device: of };
          }}
        />
      )}
      {act === "commands" && <DeviceCommands device={device} onClose={close} />}
      {act === "revoke" && (
        <ConfirmDialog
          title={say("revokeTitle", { id: device.id })}
          act={say("revoke")}
          onClose={close}
          onConfirm={() => {
            revoke(device);
            close();
          }}
        >
          {say("revokeAbout", { id: device.id, site: device.site })}
        </ConfirmDialog>
      )}
    </>
  );
};
