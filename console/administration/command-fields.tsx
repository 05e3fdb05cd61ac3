import { wordsOf } from "../words/words.ts";
import { type CommandDraft, commandNamed, commandNames } from "./command-form.ts";
import { commandText } from "./command-words.ts";
import { faultText } from "./faults.ts";
import { TextField } from "./text-field.tsx";

const say = wordsOf({
  vi: { command: "Lệnh", period: "Chu kỳ (giây)" },
  en: { command: "Command", period: "Period (seconds)" },
});

interface Properties {
  readonly draft: CommandDraft;
  /** True while somebody is asked whether to send it. */
  readonly isFixed: boolean;
  readonly trouble: unknown;
  readonly onChange: (draft: CommandDraft) => void;
}

/** Asks which command, and what it needs to be told. */
export const CommandFields = ({ draft, isFixed, trouble, onChange }: Properties) => (
  <>
    <label>
      {say("command")}
      <select
        value={draft.command}
        disabled={isFixed}
        onChange={({ currentTarget }) =>
          onChange({ ...draft, command: commandNamed(currentTarget.value) ?? draft.command })
        }
      >
        {commandNames.map((each) => (
          <option key={each} value={each}>
            {commandText(each)}
          </option>
        ))}
      </select>
    </label>
    {draft.command === "set-period" && !isFixed && (
      <TextField
        label={say("period")}
        type="number"
        min={1}
        max={86_400}
        isRequired
        value={String(draft.periodSeconds)}
        fault={faultText(trouble, "arguments")}
        onInput={(value) => onChange({ ...draft, periodSeconds: Number(value) })}
      />
    )}
  </>
);
