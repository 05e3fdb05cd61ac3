import { useSignal } from "@preact/signals";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: { copy: "Chép", copied: "Đã chép.", failed: "Không chép được: bôi đen rồi chép bằng tay." },
  en: { copy: "Copy", copied: "Copied.", failed: "Could not copy: select it and copy by hand." },
});

/** The way without the clipboard's interface, which browsers give only to HTTPS and to this very machine. */
const copyBySelection = (text: string, beside: Element): boolean => {
  const box = document.createElement("textarea");
  box.className = "visually-hidden";
  box.readOnly = true;
  box.value = text;
  // Beside the button: while a dialog is open nothing outside of it can hold a selection.
  beside.after(box);
  box.select();
  const isDone = document.execCommand("copy");
  box.remove();
  return isDone;
};

const copy = async (text: string, beside: Element): Promise<boolean> => {
  if (!globalThis.isSecureContext) return copyBySelection(text, beside);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copyBySelection(text, beside),
  );
};

interface Properties {
  readonly text: string;
  /** What is copied, for those who don't see the place. */
  readonly name: string;
}

/** Copies a text; says whether it worked. */
export const CopyButton = ({ text, name }: Properties) => {
  const said = useSignal<"" | "copied" | "failed">("");
  const onClick = async (button: Element): Promise<void> => {
    said.value = (await copy(text, button)) ? "copied" : "failed";
  };
  return (
    <span class="bar">
      <button type="button" onClick={({ currentTarget }) => void onClick(currentTarget)}>
        {say("copy")} <span class="visually-hidden">{name}</span>
      </button>
      <span role="status" class="small">
        {said.value === "" ? "" : say(said.value)}
      </span>
    </span>
  );
};
