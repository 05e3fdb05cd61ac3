import { chosenInstantText } from "../time/chosen-instant.ts";

/** Stands beside an input of date and time and says what is chosen. `text` is what the input holds. */
export const ChosenInstant = ({ text }: { readonly text: string }) => {
  const words = chosenInstantText(text);
  // A screen reader reads the parts of the input by their names: there they can't be mixed up.
  return words === "" ? null : (
    <span class="quiet small" aria-hidden="true">
      = {words}
    </span>
  );
};
