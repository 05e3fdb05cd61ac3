import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { UserView } from "../../api/contract.ts";
import { onActDone } from "../outbox/sender.ts";
import { ListTable } from "../parts/list-table.tsx";
import { usePages } from "../request/use-pages.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { roleText } from "./roles.ts";
import { scopeText } from "./scope.ts";
import { UserActs } from "./user-acts.tsx";
import { UserDialog } from "./user-dialog.tsx";

const say = wordsOf({
  vi: {
    title: "Người dùng",
    add: "Thêm người dùng",
    username: "Tên đăng nhập",
    role: "Vai trò",
    scope: "Được xem",
    state: "Tình trạng",
    active: "đang dùng",
    disabled: "đã khóa",
    changed: "Sửa lần cuối",
    act: "Việc",
  },
  en: {
    title: "Users",
    add: "Add a user",
    username: "Username",
    role: "Role",
    scope: "Sees",
    state: "State",
    active: "active",
    disabled: "disabled",
    changed: "Last changed",
    act: "Act",
  },
});

/** Who may log in, as what, and what they see. */
export const UsersPage = () => {
  const list = usePages<UserView>("/api/v1/users");
  const isAdding = useSignal(false);
  useEffect(() => onActDone(({ path }) => path.startsWith("/api/v1/users/") && list.reload()), []);
  const close = (): void => {
    isAdding.value = false;
  };
  return (
    <>
      <h1>{say("title")}</h1>
      <div>
        <button class="is-main" type="button" onClick={() => (isAdding.value = true)}>
          {say("add")}
        </button>
      </div>
      <ListTable
        label={say("title")}
        list={list}
        keyOf={({ username }) => username}
        columns={[
          { title: say("username"), cell: ({ username }) => <strong>{username}</strong> },
          { title: say("role"), cell: ({ role }) => roleText(role) },
          { title: say("scope"), cell: ({ scope }) => scopeText(scope) },
          {
            title: say("state"),
            cell: ({ disabled }) =>
              disabled ? <strong>{say("disabled")}</strong> : <span class="quiet">{say("active")}</span>,
          },
          { title: say("changed"), cell: ({ changedAt }) => localTime(changedAt) },
          { title: say("act"), cell: (user) => <UserActs user={user} onDone={list.reload} /> },
        ]}
      />
      {isAdding.value && (
        <UserDialog
          user={null}
          onClose={close}
          onDone={() => {
            close();
            list.reload();
          }}
        />
      )}
    </>
  );
};
