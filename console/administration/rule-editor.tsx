import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { RuleFileView } from "../../api/contract.ts";
import { Trouble } from "../parts/trouble.tsx";
import { ask, type Page, RequestRefused } from "../request/request.ts";
import { wordsOf } from "../words/words.ts";
import { CodeArea } from "./code-area.tsx";
import { offsetOf } from "./code-lines.ts";
import { DryRun } from "./dry-run.tsx";
import { RuleConflict } from "./rule-conflict.tsx";
import { conditionOf, draftOf, isUnsaved, keepDraft, type RuleDraft, ruleDrafts } from "./rule-drafts.ts";
import { RuleProblems } from "./rule-problems.tsx";
import { useAsking } from "./use-asking.ts";
import { useRuleCheck } from "./use-rule-check.ts";

const say = wordsOf({
  vi: {
    label: "Nội dung {name}",
    readOnly:
      "Chỉ đọc. Muốn đổi một quy tắc mặc định: tạo tệp riêng, ghi tên quy tắc và chỉ những khóa khác đi.",
    hint: "Thụt dòng bằng dấu cách; phím Tab sang nút kế tiếp. Lưu tệp trống là ngừng dùng các quy tắc của tệp.",
    save: "Lưu và áp dụng",
    discard: "Bỏ thay đổi",
    saved: "Đã lưu: {rules} quy tắc đang có hiệu lực.",
    unsaved: "Chưa lưu.",
  },
  en: {
    label: "Text of {name}",
    readOnly:
      "Read only. To change a default rule write a file of your own with its name and the keys that differ.",
    hint: "Indent with blanks; the Tab key goes to the next button. Saving an empty text takes the file's rules out of force.",
    save: "Save and put into force",
    discard: "Drop the changes",
    saved: "Saved: {rules} rules are in force.",
    unsaved: "Not saved.",
  },
});

const ownFile = async (name: string): Promise<RuleFileView | null> => {
  const { items } = await ask<Page<RuleFileView>>("/api/v1/rule-files");
  return items.find((file) => file.name === name && file.editable) ?? null;
};

/** Lets the browser ask before a tab with unsaved work closes. */
const useLeaveWarning = (isDirty: boolean): void => {
  useEffect(() => {
    if (!isDirty) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isDirty]);
};

/** Saving, and what comes in its way. */
const useSaving = (file: RuleFileView, draft: RuleDraft, onSaved: () => void) => {
  const { ask: put, isBusy, trouble, forgetTrouble } = useAsking();
  const saved = useSignal<number | null>(null);
  /** What somebody else wrote; undefined while there is no conflict. */
  const theirs = useSignal<RuleFileView | null | undefined>(undefined);
  const isConflict = trouble instanceof RequestRefused && [409, 412].includes(trouble.problem.status);
  useEffect(() => {
    if (!isConflict) return;
    ownFile(file.name).then(
      (found) => {
        theirs.value = found;
      },
      () => undefined,
    );
  }, [trouble]);
  const settle = (next: RuleDraft | null): void => {
    keepDraft(file.name, next);
    theirs.value = undefined;
    forgetTrouble();
  };
  const save = async (): Promise<void> => {
    const { text } = draft;
    const path = `/api/v1/rule-files/${file.name}`;
    const headers = conditionOf(draft);
    const done = await put<{ readonly hash: string; readonly rules: number }>(path, {
      method: "PUT",
      body: { text },
      headers,
    });
    if (done === null) return;
    saved.value = done.rules;
    settle({ text, baseHash: done.hash });
    onSaved();
  };
  return { save, saved, settle, isBusy, trouble, theirs: isConflict ? theirs.value : undefined };
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
  const saving = useSaving(file, draft, onSaved);
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
          <div class="bar">
            <button
              class="is-main"
              type="button"
              disabled={!isRight || saving.isBusy || !isDirty}
              onClick={() => void saving.save()}
            >
              {say("save")}
            </button>
            {isDirty && (
              <button type="button" onClick={() => saving.settle(null)}>
                {say("discard")}
              </button>
            )}
            <span role="status">
              {isDirty && say("unsaved")}
              {!isDirty && saving.saved.value !== null && say("saved", { rules: saving.saved.value })}
            </span>
          </div>
          {saving.theirs === undefined ? (
            <Trouble error={saving.trouble} />
          ) : (
            <RuleConflict
              theirs={saving.theirs?.text ?? null}
              onTake={() => {
                saving.settle(null);
                onSaved();
              }}
              onKeep={() => saving.settle({ ...draft, baseHash: saving.theirs?.hash ?? null })}
            />
          )}
          <DryRun name={file.name} text={draft.text} isAllowed={isRight} />
        </>
      )}
    </div>
  );
};
