import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { wordsOf } from "../words/words.ts";
import "./dialog.css";

const say = wordsOf({ vi: { close: "Đóng" }, en: { close: "Close" } });

interface Properties {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A window over the page; Escape closes it and the focus goes back where it was. */
export const Dialog = ({ title, onClose, children }: Properties) => {
  const box = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog class="dialog" ref={box} aria-labelledby={titleId} onClose={onClose}>
      <div class="dialog-head bar">
        <h2 id={titleId}>{title}</h2>
        <button type="button" onClick={() => box.current?.close()}>
          {say("close")}
        </button>
      </div>
      {children}
    </dialog>
  );
};
