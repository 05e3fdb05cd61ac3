import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ApiKeyView, KioskView } from "../../api/contract.ts";
import { isPending, onActDone, perform } from "../outbox/sender.ts";
import { actorText } from "../parts/actor-text.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import type { Column } from "../parts/data-table.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { usePages } from "../request/use-pages.ts";
import { localTime } from "../time/instant.ts";
import { now } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import { KeyDialog } from "./key-dialog.tsx";
import { type KeyKind, keyState } from "./key-form.ts";
import { roleText } from "./roles.ts";
import { scopeText } from "./scope.ts";

const say = wordsOf({
  vi: {
    program: "Khóa API cho chương trình",
    wall: "Màn hình tường",
    programAbout: "Chương trình gọi API bằng khóa, thay cho tên và mật khẩu.",
    wallAbout: "Màn hình ở phòng trực chỉ xem: mỗi màn hình một mã, thu hồi được.",
    addProgram: "Tạo khóa API",
    addWall: "Tạo mã màn hình tường",
    name: "Tên",
    role: "Vai trò",
    scope: "Được xem",
    state: "Tình trạng",
    valid: "đang dùng",
    revoked: "đã thu hồi {at}",
    expired: "hết hạn {at}",
    until: "đến {at}",
    created: "Tạo lúc",
    by: "bởi {who}",
    revoke: "Thu hồi",
    revokeTitle: "Thu hồi {name}",
    revokeAbout: "{name} ({role}, tạo bởi {who}) ngừng dùng được ngay, không khôi phục được.",
    pending: "đang gửi…",
    none: "Chưa có khóa nào.",
    act: "Việc",
  },
  en: {
    program: "API keys for programs",
    wall: "Wall screens",
    programAbout: "A program calls the API with a key instead of a name and a password.",
    wallAbout: "A screen in the control room only reads: one token each, which can be revoked.",
    addProgram: "Create an API key",
    addWall: "Create a wall token",
    name: "Name",
    role: "Role",
    scope: "Sees",
    state: "State",
    valid: "valid",
    revoked: "revoked {at}",
    expired: "expired {at}",
    until: "until {at}",
    created: "Created",
    by: "by {who}",
    revoke: "Revoke",
    revokeTitle: "Revoke {name}",
    revokeAbout: "{name} ({role}, created by {who}) stops working at once, for good.",
    pending: "sending…",
    none: "No key yet.",
    act: "Act",
  },
});

type AnyKey = Omit<ApiKeyView, "role"> & Partial<Pick<ApiKeyView, "role">>;

const paths = { program: "/api/v1/api-keys", wall: "/api/v1/kiosks" } as const;

const State = ({ each }: { readonly each: AnyKey }) => {
  const state = keyState(each, now.value);
  if (state === "valid") {
    const until = each.expiresAt === null ? "" : `, ${say("until", { at: localTime(each.expiresAt) })}`;
    return (
      <span class="quiet">
        {say("valid")}
        {until}
      </span>
    );
  }
  return <>{say(state, { at: localTime((state === "revoked" ? each.revokedAt : each.expiresAt) ?? 0) })}</>;
};

interface RevokeProperties {
  readonly each: AnyKey;
  readonly kind: KeyKind;
}

const Revoke = ({ each, kind }: RevokeProperties) => {
  const isAsked = useSignal(false);
  const { id, name, createdBy, role = "kiosk" } = each;
  if (each.revokedAt !== null) return null;
  if (isPending(`key ${id}`)) return <span class="quiet">{say("pending")}</span>;
  const revoke = (): void => {
    isAsked.value = false;
    void perform({
      ...{ method: "DELETE", path: `${paths[kind]}/${id}`, body: null },
      ...{ subject: `key ${id}`, label: say("revokeTitle", { name }) },
    });
  };
  return (
    <>
      <button type="button" onClick={() => (isAsked.value = true)}>
        {say("revoke")} <span class="visually-hidden">{name}</span>
      </button>
      {isAsked.value && (
        <ConfirmDialog
          title={say("revokeTitle", { name })}
          act={say("revoke")}
          onConfirm={revoke}
          onClose={() => {
            isAsked.value = false;
          }}
        >
          {say("revokeAbout", { name, role: roleText(role), who: actorText(createdBy) })}
        </ConfirmDialog>
      )}
    </>
  );
};

const columnsOf = (kind: KeyKind): readonly Column<AnyKey>[] => [
  { title: say("name"), cell: ({ name }) => <bdi>{name}</bdi> },
  ...(kind === "wall" ? [] : [{ title: say("role"), cell: ({ role = "kiosk" }: AnyKey) => roleText(role) }]),
  { title: say("scope"), cell: ({ scope }) => scopeText(scope) },
  { title: say("state"), cell: (each) => <State each={each} /> },
  {
    title: say("created"),
    cell: ({ createdAt, createdBy }) => (
      <>
        {localTime(createdAt)} <span class="quiet small">{say("by", { who: actorText(createdBy) })}</span>
      </>
    ),
  },
  { title: say("act"), cell: (each) => <Revoke each={each} kind={kind} /> },
];

/** The keys of programs, or the tokens of walls: made, listed, revoked. */
export const KeyList = ({ kind }: { readonly kind: KeyKind }) => {
  const list = usePages<ApiKeyView | KioskView>(paths[kind]);
  // Tokens of walls are keys too; they have a list of their own.
  const items = list.items.filter((each) => kind === "wall" || !("role" in each) || each.role !== "kiosk");
  const isAdding = useSignal(false);
  useEffect(() => onActDone(({ path }) => path.startsWith(`${paths[kind]}/`) && list.reload()), [kind]);
  return (
    <section class="panel stack" aria-labelledby={`keys-${kind}`}>
      <div>
        <h2 id={`keys-${kind}`}>{say(kind)}</h2>
        <p class="quiet">{say(kind === "wall" ? "wallAbout" : "programAbout")}</p>
      </div>
      <button class="is-main" type="button" onClick={() => (isAdding.value = true)}>
        {say(kind === "wall" ? "addWall" : "addProgram")}
      </button>
      <ListTable
        label={say(kind)}
        list={{ ...list, items }}
        keyOf={({ id }) => id}
        empty={say("none")}
        columns={columnsOf(kind)}
      />
      {isAdding.value && (
        <KeyDialog
          kind={kind}
          onMade={list.reload}
          onClose={() => {
            isAdding.value = false;
          }}
        />
      )}
    </section>
  );
};
