import { useEffect, useId, useRef } from "preact/hooks";
import type { RuleFileView } from "../../api/contract.ts";
import { wordsOf } from "../words/words.ts";
import { CodeArea } from "./code-area.tsx";
import { offsetOf } from "./code-lines.ts";
import { DryRun } from "./dry-run.tsx";
import { draftOf, isUnsaved, keepDraft, ruleDrafts } from "./rule-drafts.ts";
import { RuleProblems } from "./rule-problems.tsx";
import { RuleSavingBar } from "./rule-saving-bar.tsx";
import { useRuleCheck } from "./use-rule-check.ts";
import { useRuleSaving } from "./use-rule-saving.ts";

const say = wordsOf({
  vi: {
    label: "Nội dung {name}",
    readOnly:
      "Chỉ đọc. Muốn đổi một quy tắc mặc định: tạo tệp riêng, ghi tên quy tắc và chỉ những khóa khác đi.",
    hint: "Thụt dòng bằng dấu cách; phím Tab sang nút kế tiếp. Lưu tệp trống là ngừng dùng các quy tắc của tệp.",
  },
  en: {
    label: "Text of {name}",
    readOnly:
      "Read only. To change a default rule write a file of your own with its name and the keys that differ.",
    hint: "Indent with blanks; the Tab key goes to the next button. Saving an empty text takes the file's rules out of force.",
  },
});

/** Lets the browser ask before a tab with unsaved work closes. */
const useLeaveWarning = (isDirty: boolean): void => {
  useEffect(() => {
    if (!isDirty) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isDirty]);
};

interface Properties {
  readonly file: RuleFileView;
  readonly onSaved: () => void;
}

/** One file of rules: read, and if it is an own one written, checked, tried and put into force. */
export const RuleEditor = ({ file, onSaved }: Properties) => {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const draft = file.editable ? draftOf(ruleDrafts.value, file) : { text: file.text, baseHash: file.hash };
  const isDirty = file.editable && isUnsaved(ruleDrafts.value, file);
  const checking = useRuleCheck(file.name, file.editable ? draft.text : null);
  const saving = useRuleSaving(file, draft, onSaved);
  useLeaveWarning(isDirty);
  const go = (line: number, column: number): void => {
    const box = area.current;
    if (box === null) return;
    const offset = offsetOf(draft.text, line, column);
    box.focus();
    box.setSelectionRange(offset, offset);
    const lines = draft.text.split("\n").length;
    box.scrollTop = Math.max(0, ((line - 4) / lines) * box.scrollHeight);
  };
  const { check, isCurrent } = checking;
  const marked = new Set(isCurrent ? check?.errors.flatMap(({ line }) => line ?? []) : []);
  const isRight = isCurrent && check?.ok === true;
  return (
    <div class="stack">
      <h2>{file.name}</h2>
      <p id={id} class="quiet small">
        {say(file.editable ? "hint" : "readOnly")}
      </p>
      <CodeArea
        label={say("label", { name: file.name })}
        text={draft.text}
        isReadOnly={!file.editable}
        marked={marked}
        area={area}
        describedBy={id}
        onInput={(text) => keepDraft(file.name, { ...draft, text })}
      />
      {file.editable && (
        <>
          <RuleProblems checking={checking} onGo={go} />
          <RuleSavingBar
            saving={saving}
            draft={draft}
            isDirty={isDirty}
            isRight={isRight}
            onTaken={onSaved}
          />
          <DryRun name={file.name} text={draft.text} isAllowed={isRight} />
        </>
      )}
    </div>
  );
};
