import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** The height of an element as it stands on the screen, pixels, and the reference that the element takes. */
export const useHeight = <Kind extends HTMLElement>() => {
  const element = useRef<Kind>(null);
  const heightPixels = useSignal(0);
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return undefined;
    const observer = new ResizeObserver(() => {
      heightPixels.value = observed.offsetHeight;
    });
    observer.observe(observed);
    return () => observer.disconnect();
  }, []);
  return { element, heightPixels: heightPixels.value };
};
