import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { currentId, isFocused, isPointedAt } from "./list-state.ts";

const rowOf = (body: HTMLElement | null, id: string | null): HTMLElement | null =>
  body?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id ?? "")}"]`) ?? null;

/** Takes the focus to the row that keys speak of, and knows whether the keyboard is within the rows. */
export const useRowFocus = (
  body: RefObject<HTMLElement | null>,
  index: number,
  reveal: (index: number) => void,
): ((event: FocusEvent) => void) => {
  useEffect(() => {
    const row = rowOf(body.current, currentId.value);
    // Whoever clicked is there already: nothing may move under the pointer.
    if (index < 0 || !isFocused.peek() || row?.contains(document.activeElement)) return;
    reveal(index);
    // The row is drawn after the window has moved.
    requestAnimationFrame(() => rowOf(body.current, currentId.peek())?.focus({ preventScroll: true }));
  }, [currentId.value]);
  useEffect(() => {
    // A row that goes takes the focus with it, and says nothing.
    if (index < 0 && body.current?.contains(document.activeElement) !== true) isFocused.value = false;
  }, [index < 0]);
  useEffect(
    () => () => {
      isFocused.value = false;
      isPointedAt.value = false;
    },
    [],
  );
  return ({ relatedTarget }) => {
    isFocused.value = relatedTarget instanceof Node && body.current?.contains(relatedTarget) === true;
  };
};
