import { useSignal } from "@preact/signals";
import type { UserView } from "../../api/contract.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { wordsOf } from "../words/words.ts";
import { areShown, faultText } from "./faults.ts";
import { RoleField } from "./role-field.tsx";
import { type PersonRole, personRole } from "./roles.ts";
import { type Scope, wholeScope } from "./scope.ts";
import { ScopeFields } from "./scope-fields.tsx";
import { TextField } from "./text-field.tsx";
import { useAsking } from "./use-asking.ts";

const say = wordsOf({
  vi: {
    add: "Thêm người dùng",
    change: "Sửa {username}",
    username: "Tên đăng nhập",
    usernameHint: "chữ thường không dấu, số, dấu chấm, gạch; bắt đầu bằng chữ hoặc số",
    usernameWrong:
      "Tên này không dùng được: chỉ chữ thường không dấu, số, dấu chấm, gạch; nhiều nhất 64 ký tự.",
    passwordWrong: "Mật khẩu phải có 8 đến 256 ký tự.",
    password: "Mật khẩu",
    passwordHint: "8 đến 256 ký tự",
    save: "Lưu",
  },
  en: {
    add: "Add a user",
    change: "Change {username}",
    username: "Username",
    usernameHint: "small letters, digits, dots, hyphens; begins with a letter or digit",
    usernameWrong: "This name can't be used: small letters, digits, dots and hyphens only, 64 at most.",
    passwordWrong: "The password must have 8 to 256 characters.",
    password: "Password",
    passwordHint: "8 to 256 characters",
    save: "Save",
  },
});

interface Draft {
  readonly username: string;
  readonly password: string;
  readonly role: PersonRole;
  readonly scope: Scope;
}

const draftOf = (user: UserView | null): Draft => ({
  username: user?.username ?? "",
  password: "",
  role: personRole(user?.role ?? "") ?? "noc-operator",
  scope: user?.scope ?? wholeScope,
});

interface Properties {
  /** Null: a new one. */
  readonly user: UserView | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks who a user is, what they may do and what they see. */
export const UserDialog = ({ user, onClose, onDone }: Properties) => {
  const draft = useSignal(draftOf(user));
  const { ask, isBusy, trouble } = useAsking();
  const change = (changes: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...changes };
  };
  const save = async (): Promise<void> => {
    const { username, password, role, scope } = draft.value;
    const saved =
      user === null
        ? await ask<UserView>("/api/v1/users", { method: "POST", body: { username, password, role, scope } })
        : await ask<UserView>(`/api/v1/users/${user.username}`, { method: "PATCH", body: { role, scope } });
    if (saved !== null) onDone();
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void save();
  };
  const { username, password, role, scope } = draft.value;
  return (
    <Dialog title={user === null ? say("add") : say("change", { username: user.username })} onClose={onClose}>
      <form class="form stack" onSubmit={onSubmit}>
        {user === null && (
          <>
            <TextField
              label={say("username")}
              hint={say("usernameHint")}
              isRequired
              value={username}
              fault={faultText(trouble, "username") && say("usernameWrong")}
              onInput={(value) => change({ username: value })}
            />
            <TextField
              label={say("password")}
              hint={say("passwordHint")}
              type="password"
              autoComplete="new-password"
              isRequired
              minLength={8}
              value={password}
              fault={faultText(trouble, "password") && say("passwordWrong")}
              onInput={(value) => change({ password: value })}
            />
          </>
        )}
        <RoleField role={role} onChange={(value) => change({ role: value })} />
        <ScopeFields scope={scope} onChange={(value) => change({ scope: value })} />
        {!areShown(trouble, ["username", "password"]) && <Trouble error={trouble} />}
        <button class="is-main" type="submit" disabled={isBusy}>
          {say("save")}
        </button>
      </form>
    </Dialog>
  );
};
