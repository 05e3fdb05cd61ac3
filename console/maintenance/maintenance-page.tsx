import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { MaintenanceView } from "../../api/contract.ts";
import { onFrame } from "../live/live.ts";
import { isPending, perform } from "../outbox/sender.ts";
import { actorText } from "../parts/actor-text.ts";
import { ListTable } from "../parts/list-table.tsx";
import { usePages } from "../request/use-pages.ts";
import { hasRole } from "../session/session.ts";
import { hourMinute, localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { WindowDialog } from "./window-dialog.tsx";
import { periodText, scopeText } from "./window-text.ts";

const say = wordsOf({
  vi: {
    title: "Cửa sổ bảo trì",
    about:
      "Trong cửa sổ, cảnh báo của phần được phủ bị ẩn nhưng vẫn được tính; hết cửa sổ thì hiện lại ngay.",
    plan: "Lập lịch bảo trì",
    name: "Tên",
    reason: "Lý do",
    covers: "Phủ",
    period: "Khi nào",
    state: "Tình trạng",
    open: "đang mở, đến {to}",
    next: "mở lúc {from}",
    over: "đã qua",
    by: "Người lập",
    cancel: "Hủy",
    cancelled: "Hủy bảo trì {name}",
    pending: "đang gửi…",
    none: "Chưa có cửa sổ bảo trì nào.",
    act: "Việc",
  },
  en: {
    title: "Maintenance windows",
    about: "While a window is open, what it covers is hidden and counted; afterwards it shows at once.",
    plan: "Plan maintenance",
    name: "Name",
    reason: "Reason",
    covers: "Covers",
    period: "When",
    state: "State",
    open: "open until {to}",
    next: "opens {from}",
    over: "over",
    by: "Planned by",
    cancel: "Cancel",
    cancelled: "Cancel maintenance {name}",
    pending: "sending…",
    none: "No window is planned.",
    act: "Act",
  },
});

const stateText = ({ isOpen, next }: MaintenanceView): string => {
  if (next === null) return say("over");
  return isOpen ? say("open", { to: hourMinute(next.to) }) : say("next", { from: localTime(next.from) });
};

const cancel = ({ id, name }: MaintenanceView): void =>
  void perform({
    method: "DELETE",
    path: `/api/v1/maintenance-windows/${encodeURIComponent(id)}`,
    body: null,
    subject: id,
    label: say("cancelled", { name }),
  });

const Act = ({ window }: { readonly window: MaintenanceView }) => {
  if (!hasRole("admin", "noc-operator")) return null;
  if (isPending(window.id)) return <span class="quiet">{say("pending")}</span>;
  return (
    <button type="button" onClick={() => cancel(window)}>
      {say("cancel")} <span class="visually-hidden">{window.name}</span>
    </button>
  );
};

/** Planned work: what is out of service, when and why. */
export const MaintenancePage = () => {
  const list = usePages<MaintenanceView>("/api/v1/maintenance-windows");
  const isPlanning = useSignal(false);
  useEffect(() => onFrame(({ event }) => event === "maintenance" && list.reload()), []);
  return (
    <>
      <h1>{say("title")}</h1>
      <p class="quiet">{say("about")}</p>
      {hasRole("admin", "noc-operator") && (
        <div>
          <button
            class="is-main"
            type="button"
            onClick={() => {
              isPlanning.value = true;
            }}
          >
            {say("plan")}
          </button>
        </div>
      )}
      <ListTable
        label={say("title")}
        list={list}
        keyOf={({ id }) => id}
        empty={say("none")}
        columns={[
          { title: say("name"), cell: ({ name }) => <bdi>{name}</bdi> },
          {
            title: say("state"),
            cell: (each) => (each.isOpen ? <strong>{stateText(each)}</strong> : stateText(each)),
          },
          { title: say("covers"), cell: scopeText },
          { title: say("period"), cell: periodText },
          { title: say("reason"), cell: ({ reason }) => <bdi>{reason}</bdi> },
          { title: say("by"), cell: ({ createdBy }) => actorText(createdBy) },
          { title: say("act"), cell: (each) => <Act window={each} /> },
        ]}
      />
      {isPlanning.value && (
        <WindowDialog
          onClose={() => {
            isPlanning.value = false;
          }}
        />
      )}
    </>
  );
};
