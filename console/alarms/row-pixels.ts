import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Below this width a row is a card of several lines; alarm-list.css says the same. */
const cardsBelow = "(max-width: 68.75rem)";
/** Heights as alarm-list.css has them, rem. */
const lineRem = 2.75;
const cardRem = 8.5;

const measure = (isCard: boolean): number => {
  const rootPixels = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  // The page's root keeps the browser's own size; rem follows what the reader chose there.
  return (isCard ? cardRem : lineRem) * rootPixels;
};

/** Height of a row as the window stands now, pixels. */
export const useRowPixels = (): number => {
  const isCard = useSignal(matchMedia(cardsBelow).matches);
  useEffect(() => {
    const query = matchMedia(cardsBelow);
    const follow = (): void => {
      isCard.value = query.matches;
    };
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return measure(isCard.value);
};
