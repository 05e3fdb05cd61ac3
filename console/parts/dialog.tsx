import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { wordsOf } from "../words/words.ts";
import "./dialog.css";

// Not "close": that is what operators do to an alarm, in a dialog with a button of that name.
const say = wordsOf({ vi: { leave: "Thoát" }, en: { leave: "Dismiss" } });

/** The first field that still wants something, else the first that takes words; null: a dialog without fields. */
const firstField = (box: HTMLElement): HTMLElement | null =>
  box.querySelector<HTMLElement>(":is(input, select, textarea):invalid") ??
  box.querySelector<HTMLElement>("input:not([type=checkbox]):not([type=radio]), select, textarea");

interface Properties {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A window over the page; it takes the focus to the first field that wants words; Escape closes it and the focus goes back. */
export const Dialog = ({ title, onClose, children }: Properties) => {
  const box = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    const shown = box.current;
    shown?.showModal();
    if (shown) firstField(shown)?.focus();
    return () => {
      // Who went on with the keyboard at once is somewhere else by now and stays there.
      const now = document.activeElement;
      const isAdrift = now === null || now === document.body || shown?.contains(now) === true;
      if (isAdrift && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog class="dialog" ref={box} aria-labelledby={titleId} onClose={onClose}>
      <div class="dialog-head bar">
        <h2 id={titleId}>{title}</h2>
        <button type="button" onClick={() => box.current?.close()}>
          {say("leave")}
        </button>
      </div>
      {children}
    </dialog>
  );
};
