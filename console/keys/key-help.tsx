import { useSignal } from "@preact/signals";
import { Dialog } from "../parts/dialog.tsx";
import { wordsOf } from "../words/words.ts";
import { type KeyAction, keyActions, keyRefusal } from "./key-map.ts";
import { chooseKey, keyPreferences, resetKeys, switchKeys } from "./key-preferences.ts";

const say = wordsOf({
  vi: {
    title: "Phím tắt",
    on: "Dùng phím tắt",
    action: "Việc",
    key: "Phím",
    reset: "Về phím mặc định",
    press: "Nhấn phím mới…",
    change: "Đổi phím {key}: {action}",
    kept: "Phím này của trình duyệt, không đổi được.",
    taken: "Phím này đã dùng cho: {action}",
    next: "Dòng sau",
    previous: "Dòng trước",
    open: "Mở nguyên nhân",
    acknowledge: "Xác nhận",
    shelve: "Tạm ẩn",
    note: "Ghi chú",
    select: "Chọn dòng",
    undo: "Hoàn tác, bỏ xác nhận",
    search: "Tìm",
    fold: "Gấp, mở hệ quả",
    mute: "Bật, tắt tiếng",
    help: "Bảng này",
  },
  en: {
    title: "Keys",
    on: "Use keys",
    action: "Action",
    key: "Key",
    reset: "Back to the first keys",
    press: "Press the new key…",
    change: "Change the key {key}: {action}",
    kept: "This key is the browser's and can't be given away.",
    taken: "This key is taken by: {action}",
    next: "Next row",
    previous: "Previous row",
    open: "Open the cause",
    acknowledge: "Acknowledge",
    shelve: "Shelve",
    note: "Note",
    select: "Select the row",
    undo: "Undo, unacknowledge",
    search: "Search",
    fold: "Fold, unfold consequences",
    mute: "Sound on, off",
    help: "This table",
  },
});

interface RowProperties {
  readonly action: KeyAction;
  readonly isAsking: boolean;
  readonly onAsk: () => void;
  readonly onKey: (key: string) => void;
}

const KeyRow = ({ action, isAsking, onAsk, onKey }: RowProperties) => {
  const key = keyPreferences.value.keys[action];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isAsking || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    onKey(event.key);
  };
  return (
    <tr>
      <td>{say(action)}</td>
      <td>
        <button
          type="button"
          aria-label={say("change", { key, action: say(action) })}
          onClick={onAsk}
          onKeyDown={onKeyDown}
        >
          {isAsking ? say("press") : <kbd>{key}</kbd>}
        </button>
      </td>
    </tr>
  );
};

/** Which key does what, to read and to change. */
export const KeyHelp = ({ onClose }: { readonly onClose: () => void }) => {
  const asking = useSignal<KeyAction | null>(null);
  const trouble = useSignal("");
  const choose = (action: KeyAction, key: string): void => {
    if (key === "Shift") return;
    asking.value = null;
    const refusal = key === "Escape" ? null : keyRefusal(keyPreferences.peek().keys, action, key);
    if (refusal !== null) {
      trouble.value = refusal === "kept" ? say("kept") : say("taken", { action: say(refusal) });
      return;
    }
    trouble.value = "";
    if (key !== "Escape") chooseKey(action, key);
  };
  return (
    <Dialog title={say("title")} onClose={onClose}>
      <div class="stack">
        <label>
          <input
            type="checkbox"
            checked={keyPreferences.value.areOn}
            onChange={({ currentTarget }) => switchKeys(currentTarget.checked)}
          />{" "}
          {say("on")}
        </label>
        <table>
          <thead>
            <tr>
              <th scope="col">{say("action")}</th>
              <th scope="col">{say("key")}</th>
            </tr>
          </thead>
          <tbody>
            {keyActions.map((action) => (
              <KeyRow
                key={action}
                action={action}
                isAsking={asking.value === action}
                onAsk={() => (asking.value = action)}
                onKey={(key) => choose(action, key)}
              />
            ))}
          </tbody>
        </table>
        <p role="alert">{trouble.value}</p>
        <button type="button" onClick={resetKeys}>
          {say("reset")}
        </button>
      </div>
    </Dialog>
  );
};
