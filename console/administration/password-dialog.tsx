import { useSignal } from "@preact/signals";
import type { UserView } from "../../api/contract.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { wordsOf } from "../words/words.ts";
import { areShown, faultText } from "./faults.ts";
import { TextField } from "./text-field.tsx";
import { useAsking } from "./use-asking.ts";

const say = wordsOf({
  vi: {
    title: "Mật khẩu mới cho {username}",
    about: "Mọi phiên đang mở của {username} sẽ kết thúc ngay.",
    password: "Mật khẩu mới",
    hint: "8 đến 256 ký tự",
    wrong: "Mật khẩu phải có 8 đến 256 ký tự.",
    save: "Đổi mật khẩu",
  },
  en: {
    title: "New password for {username}",
    about: "All open sessions of {username} end at once.",
    password: "New password",
    hint: "8 to 256 characters",
    wrong: "The password must have 8 to 256 characters.",
    save: "Change the password",
  },
});

interface Properties {
  readonly user: UserView;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Gives somebody a new password. */
export const PasswordDialog = ({ user: { username }, onClose, onDone }: Properties) => {
  const password = useSignal("");
  const { ask, isBusy, trouble } = useAsking();
  const onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const body = { password: password.value };
    const saved = await ask<UserView>(`/api/v1/users/${username}`, { method: "PATCH", body });
    if (saved !== null) onDone();
  };
  return (
    <Dialog title={say("title", { username })} onClose={onClose}>
      <form class="form stack" onSubmit={(event) => void onSubmit(event)}>
        <p class="quiet">{say("about", { username })}</p>
        <TextField
          label={say("password")}
          hint={say("hint")}
          type="password"
          autoComplete="new-password"
          isRequired
          minLength={8}
          value={password.value}
          fault={faultText(trouble, "password") && say("wrong")}
          onInput={(value) => {
            password.value = value;
          }}
        />
        {!areShown(trouble, ["password"]) && <Trouble error={trouble} />}
        <button class="is-main" type="submit" disabled={isBusy}>
          {say("save")}
        </button>
      </form>
    </Dialog>
  );
};
