import type { ComponentChildren } from "preact";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({ vi: { table: "Bảng: {label}" }, en: { table: "Table: {label}" } });

interface Properties {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Lets a wide table scroll sideways on its own, by keyboard too; named apart from the section that it stands in. */
export const TableRegion = ({ label, children }: Properties) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
  <section class="scroll-across" aria-label={say("table", { label })} tabIndex={0}>
    {children}
  </section>
);
