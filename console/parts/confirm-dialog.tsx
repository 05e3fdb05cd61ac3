import type { ComponentChildren } from "preact";
import { wordsOf } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";

const say = wordsOf({ vi: { keep: "Không, để nguyên" }, en: { keep: "No, leave it" } });

interface Properties {
  readonly title: string;
  /** What will happen, and to whom. */
  readonly children: ComponentChildren;
  /** What the button that does it says. */
  readonly act: string;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks once more before something that can't be taken back. */
export const ConfirmDialog = ({ title, children, act, isBusy = false, onConfirm, onClose }: Properties) => (
  <Dialog title={title} onClose={onClose}>
    <div class="stack">
      <div>{children}</div>
      <div class="bar">
        <button class="is-main" type="button" disabled={isBusy} onClick={onConfirm}>
          {act}
        </button>
        <button type="button" onClick={onClose}>
          {say("keep")}
        </button>
      </div>
    </div>
  </Dialog>
);
