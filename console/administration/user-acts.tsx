import { useSignal } from "@preact/signals";
import type { UserView } from "../../api/contract.ts";
import { isPending, perform } from "../outbox/sender.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { viewer } from "../session/session.ts";
import { wordsOf } from "../words/words.ts";
import { PasswordDialog } from "./password-dialog.tsx";
import { roleText } from "./roles.ts";
import { UserDialog } from "./user-dialog.tsx";

const say = wordsOf({
  vi: {
    change: "Sửa",
    password: "Đổi mật khẩu",
    disable: "Khóa",
    enable: "Mở khóa",
    delete: "Xóa",
    disabled: "Khóa người dùng {username}",
    enabled: "Mở khóa người dùng {username}",
    deleted: "Xóa người dùng {username}",
    disableAbout:
      "{username} ({role}) sẽ không đăng nhập được và mọi phiên kết thúc ngay. Có thể mở khóa lại.",
    deleteAbout: "{username} ({role}) sẽ bị xóa hẳn. Nhật ký và các xác nhận trước đây vẫn giữ tên này.",
    pending: "đang gửi…",
    you: "là bạn",
  },
  en: {
    change: "Change",
    password: "New password",
    disable: "Disable",
    enable: "Enable",
    delete: "Delete",
    disabled: "Disable user {username}",
    enabled: "Enable user {username}",
    deleted: "Delete user {username}",
    disableAbout: "{username} ({role}) can't log in any more and all sessions end at once. It can be undone.",
    deleteAbout: "{username} ({role}) is gone for good. The audit log and earlier acts keep the name.",
    pending: "sending…",
    you: "that's you",
  },
});

type Asked = "change" | "password" | "disable" | "delete";

const setDisabled = ({ username }: UserView, disabled: boolean): void =>
  void perform({
    method: "PATCH",
    path: `/api/v1/users/${username}`,
    body: { disabled },
    subject: `user ${username}`,
    label: say(disabled ? "disabled" : "enabled", { username }),
  });

const remove = ({ username }: UserView): void =>
  void perform({
    method: "DELETE",
    path: `/api/v1/users/${username}`,
    body: null,
    subject: `user ${username}`,
    label: say("deleted", { username }),
  });

interface Properties {
  readonly user: UserView;
  readonly onDone: () => void;
}

interface DialogProperties extends Properties {
  readonly asked: Asked;
  readonly onClose: () => void;
}

const AskedDialog = ({ user, asked, onClose, onDone }: DialogProperties) => {
  if (asked === "change") return <UserDialog user={user} onClose={onClose} onDone={onDone} />;
  if (asked === "password") return <PasswordDialog user={user} onClose={onClose} onDone={onDone} />;
  const { username, role } = user;
  const isDelete = asked === "delete";
  return (
    <ConfirmDialog
      title={say(isDelete ? "deleted" : "disabled", { username })}
      act={say(asked)}
      onClose={onClose}
      onConfirm={() => {
        if (isDelete) remove(user);
        else setDisabled(user, true);
        onClose();
      }}
    >
      {say(isDelete ? "deleteAbout" : "disableAbout", { username, role: roleText(role) })}
    </ConfirmDialog>
  );
};

/** What may be done with a user. */
export const UserActs = ({ user, onDone }: Properties) => {
  const asked = useSignal<Asked | null>(null);
  if (isPending(`user ${user.username}`)) return <span class="quiet">{say("pending")}</span>;
  const who = viewer.value;
  const isYou = who.kind === "somebody" && who.username === user.username;
  const close = (): void => {
    asked.value = null;
  };
  const button = (act: Asked | "enable", onClick: () => void) => (
    <button type="button" onClick={onClick}>
      {say(act)} <span class="visually-hidden">{user.username}</span>
    </button>
  );
  const askFor = (act: Asked) => button(act, () => (asked.value = act));
  return (
    <div class="bar">
      {askFor("change")}
      {askFor("password")}
      {isYou && <span class="quiet">{say("you")}</span>}
      {!isYou && (user.disabled ? button("enable", () => setDisabled(user, false)) : askFor("disable"))}
      {!isYou && askFor("delete")}
      {asked.value !== null && (
        <AskedDialog
          user={user}
          asked={asked.value}
          onClose={close}
          onDone={() => {
            close();
            onDone();
          }}
        />
      )}
    </div>
  );
};
