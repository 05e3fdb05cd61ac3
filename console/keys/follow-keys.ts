import { actionOf, type KeyAction } from "./key-map.ts";
import { keyPreferences } from "./key-preferences.ts";

const typesInto = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest(
    "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable], dialog",
  ) !== null;

const opensItself = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("a, button, summary, input") !== null;

/**
 * Gives each key press that means something to `act`; it answers whether it took it. What somebody types into a field
 * or a dialog is theirs, and Enter and space on a button or link press it. Gives back how to stop.
 */
export const followKeys = (act: (action: KeyAction) => boolean): (() => void) => {
  const onKeyDown = (event: KeyboardEvent): void => {
    const { areOn, keys } = keyPreferences.peek();
    if (!areOn || event.defaultPrevented || typesInto(event.target)) return;
    if ((event.key === "Enter" || event.key === " ") && opensItself(event.target)) return;
    const action = actionOf(event, keys);
    if (action !== null && act(action)) event.preventDefault();
  };
  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
};
