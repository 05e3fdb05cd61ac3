import { useId } from "preact/hooks";

/** A site that may be chosen, and what is worth knowing of it. */
interface SiteChoice {
  readonly code: string;
  readonly note: string;
}

interface Properties {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly SiteChoice[];
  readonly onInput: (site: string) => void;
}

/** Asks for a site's code; the browser offers those that there are. */
export const SiteInput = ({ label, value, choices, onInput }: Properties) => {
  const id = useId();
  return (
    <>
      <label>
        {label}{" "}
        <input
          list={`${id}-sites`}
          required
          autoComplete="off"
          size={18}
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      </label>
      <datalist id={`${id}-sites`}>
        {choices.map(({ code, note }) => (
          <option key={code} value={code}>
            {note}
          </option>
        ))}
      </datalist>
    </>
  );
};
