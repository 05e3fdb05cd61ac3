import { useSignal } from "@preact/signals";
import { Dialog } from "../parts/dialog.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { serverNowMs } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import { areShown, faultText } from "./faults.ts";
import { emptyKey, endsTooEarly, type KeyDraft, type KeyKind, keyRequest, secretText } from "./key-form.ts";
import { RoleField } from "./role-field.tsx";
import { ScopeFields } from "./scope-fields.tsx";
import { Secret } from "./secret.tsx";
import { TextField } from "./text-field.tsx";
import { type Asking, useAsking } from "./use-asking.ts";

const say = wordsOf({
  vi: {
    program: "Tạo khóa API",
    wall: "Tạo mã màn hình tường",
    name: "Tên",
    nameHint: "dùng ở đâu, để sau này biết nên thu hồi khóa nào",
    expires: "Hết hạn (giờ Việt Nam, để trống: không hết hạn)",
    past: "Thời điểm này đã qua.",
    create: "Tạo",
    key: "khóa API",
    token: "địa chỉ màn hình tường",
    wallUse:
      "Mở địa chỉ này trên trình duyệt của màn hình, một lần là đủ: mã nằm trong địa chỉ và được xóa khỏi đó ngay.",
    programUse: "Gửi kèm mỗi yêu cầu: Authorization: Bearer <khóa>.",
  },
  en: {
    program: "Create an API key",
    wall: "Create a wall token",
    name: "Name",
    nameHint: "where it is used, so that you know later which one to revoke",
    expires: "Expires (time of Vietnam; empty: never)",
    past: "This moment has passed.",
    create: "Create",
    key: "API key",
    token: "address of the wall",
    wallUse:
      "Open this address in the screen's browser, once: the token stands in it and is taken out of it at once.",
    programUse: "Send it with each request: Authorization: Bearer <key>.",
  },
});

interface FormProperties {
  readonly draft: KeyDraft;
  readonly asking: Asking;
  readonly change: (changes: Partial<KeyDraft>) => void;
  readonly onSubmit: () => void;
}

const KeyForm = ({ draft, asking: { isBusy, trouble }, change, onSubmit }: FormProperties) => (
  <form
    class="form stack"
    onSubmit={(event) => {
      event.preventDefault();
      if (!endsTooEarly(draft, serverNowMs())) onSubmit();
    }}
  >
    <TextField
      label={say("name")}
      hint={say("nameHint")}
      isRequired
      value={draft.name}
      fault={faultText(trouble, "name")}
      onInput={(name) => change({ name })}
    />
    {draft.kind === "program" && <RoleField role={draft.role} onChange={(role) => change({ role })} />}
    <ScopeFields scope={draft.scope} onChange={(scope) => change({ scope })} />
    <TextField
      label={say("expires")}
      type="datetime-local"
      value={draft.expires}
      fault={endsTooEarly(draft, serverNowMs()) ? say("past") : faultText(trouble, "expiresAt")}
      onInput={(expires) => change({ expires })}
    />
    {!areShown(trouble, ["name", "expiresAt"]) && <Trouble error={trouble} />}
    <button class="is-main" type="submit" disabled={isBusy}>
      {say("create")}
    </button>
  </form>
);

interface Properties {
  readonly kind: KeyKind;
  readonly onClose: () => void;
  readonly onMade: () => void;
}

/** Makes a key for a program or a wall and shows it, this once. */
export const KeyDialog = ({ kind, onClose, onMade }: Properties) => {
  const draft = useSignal(emptyKey(kind));
  const made = useSignal<string | null>(null);
  const asking = useAsking();
  const create = async (): Promise<void> => {
    const { path, body } = keyRequest(draft.value);
    const answer = await asking.ask<{ readonly key?: string; readonly token?: string }>(path, {
      method: "POST",
      body,
    });
    if (answer === null) return;
    made.value = answer.key ?? answer.token ?? "";
    onMade();
  };
  return (
    <Dialog title={say(kind)} onClose={onClose}>
      {made.value === null ? (
        <KeyForm
          draft={draft.value}
          asking={asking}
          change={(changes) => {
            draft.value = { ...draft.value, ...changes };
          }}
          onSubmit={() => void create()}
        />
      ) : (
        <div class="stack">
          <Secret
            name={say(kind === "wall" ? "token" : "key")}
            text={secretText(kind, made.value, location.origin)}
          />
          <p>{say(kind === "wall" ? "wallUse" : "programUse")}</p>
        </div>
      )}
    </Dialog>
  );
};
