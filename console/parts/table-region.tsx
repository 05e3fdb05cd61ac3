import type { ComponentChildren } from "preact";

interface Properties {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Lets a wide table scroll sideways on its own, by keyboard too. */
export const TableRegion = ({ label, children }: Properties) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
  <section class="scroll-across" aria-label={label} tabIndex={0}>
    {children}
  </section>
);
