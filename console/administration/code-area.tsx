import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { gutterText, indentAt, lineCount } from "./code-lines.ts";
import "./code-area.css";

interface Properties {
  readonly label: string;
  readonly text: string;
  readonly isReadOnly: boolean;
  /** Lines that something is wrong with. */
  readonly marked: ReadonlySet<number>;
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly onInput: (text: string) => void;
  /** Id of what says how to use it. */
  readonly describedBy: string;
}

/** Keeps the indentation of the line above. Through the browser's own insertion, so that undo knows it. */
const indentNewLine = (event: KeyboardEvent, area: HTMLTextAreaElement): void => {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const indent = indentAt(area.value, area.selectionStart);
  if (indent !== "" && document.execCommand("insertText", false, `\n${indent}`)) event.preventDefault();
};

/** A text of many lines with their numbers. The Tab key leaves it as any field: nobody is caught in it. */
export const CodeArea = ({ label, text, isReadOnly, marked, area, onInput, describedBy }: Properties) => {
  const gutter = useRef<HTMLPreElement>(null);
  return (
    <div class="code-area">
      <pre ref={gutter} aria-hidden="true">
        {gutterText(lineCount(text), marked)}
      </pre>
      <textarea
        ref={area}
        aria-label={label}
        aria-describedby={describedBy}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        readOnly={isReadOnly}
        value={text}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onKeyDown={(event) => !isReadOnly && indentNewLine(event, event.currentTarget)}
        onScroll={({ currentTarget }) => {
          if (gutter.current !== null) gutter.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
};
