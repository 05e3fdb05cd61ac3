import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** What the generator's own controller was told from afar; the newest order counts. */
export type GeneratorOrder = "start" | "stop";

/** The generator is told to run, or is locked out, until the span ends; a newer order replaces it by its name. */
export const generatorOrder = (span: Span, order: GeneratorOrder): Behaviour =>
  steady("generator-order", span, {
    kind: "condition",
    condition: order === "start" ? "generator-wanted" : "generator-none",
  });
