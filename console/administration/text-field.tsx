import { useId } from "preact/hooks";
import { ChosenInstant } from "../parts/chosen-instant.tsx";
import "./administration.css";

interface Properties {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** What is wrong with it; null when nothing is. */
  readonly fault?: string | null;
  readonly hint?: string;
  readonly type?: "text" | "password" | "number" | "datetime-local";
  readonly isRequired?: boolean;
  readonly autoComplete?: string;
  readonly minLength?: number;
  readonly min?: number;
  readonly max?: number;
}

/** A labelled field with what is wrong with it beneath. */
export const TextField = ({ label, value, onInput, fault = null, hint, ...more }: Properties) => {
  const id = useId();
  const { type = "text", isRequired = false, autoComplete = "off", minLength, min, max } = more;
  const saidBy = [hint === undefined ? "" : `${id}-hint`, fault === null ? "" : `${id}-fault`]
    .filter(Boolean)
    .join(" ");
  const attributes = {
    ...{ id, value, autoComplete, required: isRequired, "aria-invalid": fault !== null },
    ...(saidBy !== "" && { "aria-describedby": saidBy }),
    ...(minLength !== undefined && { minLength }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      onInput(currentTarget.value),
  };
  return (
    <div class="form-field">
      <label for={id}>{label}</label>
      {type === "number" && <input type="number" {...attributes} />}
      {type === "password" && <input type="password" {...attributes} />}
      {type === "text" && <input type="text" {...attributes} />}
      {type === "datetime-local" && (
        <>
          <input type="datetime-local" {...attributes} />
          <ChosenInstant text={value} />
        </>
      )}
      {hint !== undefined && (
        <span id={`${id}-hint`} class="quiet small">
          {hint}
        </span>
      )}
      {fault !== null && (
        <span id={`${id}-fault`} class="form-fault" role="alert">
          {fault}
        </span>
      )}
    </div>
  );
};
