import { Trouble } from "../parts/trouble.tsx";
import { wordsOf } from "../words/words.ts";
import { RuleConflict } from "./rule-conflict.tsx";
import type { RuleDraft } from "./rule-drafts.ts";
import type { RuleSaving } from "./use-rule-saving.ts";

const say = wordsOf({
  vi: {
    save: "Lưu và áp dụng",
    discard: "Bỏ thay đổi",
    saved: "Đã lưu: {rules} quy tắc đang có hiệu lực.",
    unsaved: "Chưa lưu.",
  },
  en: {
    save: "Save and put into force",
    discard: "Drop the changes",
    saved: "Saved: {rules} {rules|rule is|rules are} in force.",
    unsaved: "Not saved.",
  },
});

interface Properties {
  readonly saving: RuleSaving;
  readonly draft: RuleDraft;
  readonly isDirty: boolean;
  /** Only what the check finds right is saved. */
  readonly isRight: boolean;
  /** Somebody else's text was taken. */
  readonly onTaken: () => void;
}

/** Saves a draft or drops it, and says what came in the way. */
export const RuleSavingBar = ({ saving, draft, isDirty, isRight, onTaken }: Properties) => {
  const { save, settle, rules, isBusy, trouble, theirs } = saving;
  return (
    <>
      <div class="bar">
        <button
          class="is-main"
          type="button"
          disabled={!isRight || isBusy || !isDirty}
          onClick={() => void save()}
        >
          {say("save")}
        </button>
        {isDirty && (
          <button type="button" onClick={() => settle(null)}>
            {say("discard")}
          </button>
        )}
        <span role="status">
          {isDirty && say("unsaved")}
          {!isDirty && rules !== null && say("saved", { rules })}
        </span>
      </div>
      {theirs === undefined && <Trouble error={trouble} />}
      {theirs !== undefined && (
        <RuleConflict
          theirs={theirs?.text ?? null}
          onTake={() => {
            settle(null);
            onTaken();
          }}
          onKeep={() => settle({ ...draft, baseHash: theirs?.hash ?? null })}
        />
      )}
    </>
  );
};
