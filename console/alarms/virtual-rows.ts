import { useSignal } from "@preact/signals";
import {
  defaultRangeExtractor,
  observeWindowOffset,
  observeWindowRect,
  type Range,
  type VirtualItem,
  Virtualizer,
  windowScroll,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** Rows drawn beyond the edges of the window, so that quick scrolling shows no gap. */
const overscanRows = 8;

/** The rows that are near the window, and how high all of them are. */
export interface VirtualRows {
  readonly items: readonly Pick<VirtualItem, "index" | "start" | "size">[];
  readonly heightPixels: number;
  /** Brings a row into the window. */
  readonly reveal: (index: number) => void;
}

interface Wanted {
  readonly count: number;
  readonly rowPixels: number;
  /** The element that holds the rows. */
  readonly list: RefObject<HTMLElement | null>;
  /** What sticks to the top of the window and hides rows behind it, pixels. */
  readonly coveredPixels: number;
  /** A row that is drawn wherever the window is, since the focus is in it; negative: none. */
  readonly focusedIndex: number;
}

/** Draws only the rows near the window, which scrolls as a whole. All rows are of one height. */
export const useVirtualRows = ({
  count,
  rowPixels,
  list,
  coveredPixels,
  focusedIndex,
}: Wanted): VirtualRows => {
  const redraws = useSignal(0);
  const kept = useRef<Virtualizer<Window, HTMLElement> | null>(null);
  const top = list.current === null ? 0 : list.current.getBoundingClientRect().top + scrollY;
  const options = {
    count,
    estimateSize: () => rowPixels,
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    overscan: overscanRows,
    rangeExtractor: (range: Range) => {
      const near = defaultRangeExtractor(range);
      return focusedIndex < 0 || near.includes(focusedIndex) ? near : [...near, focusedIndex];
    },
    scrollMargin: top,
    scrollPaddingStart: coveredPixels,
    initialOffset: () => scrollY,
    onChange: () => {
      redraws.value += 1;
    },
  };
  const virtualizer = kept.current ?? new Virtualizer<Window, HTMLElement>(options);
  kept.current = virtualizer;
  virtualizer.setOptions(options);
  useEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  useEffect(() => virtualizer.measure(), [rowPixels]);
  const isRedrawn = redraws.value >= 0;
  return {
    items: isRedrawn
      ? virtualizer.getVirtualItems().map(({ index, start, size }) => ({ index, start: start - top, size }))
      : [],
    heightPixels: virtualizer.getTotalSize(),
    reveal: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
  };
};
