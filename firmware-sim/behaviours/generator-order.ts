import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** What the generator's own controller was told from afar; the newest order counts. */
export type GeneratorOrder = "start" | "stop";

/** Name of the behaviour, by which a newer order finds an older one. */
export const generatorOrderName = "generator-order";

/** The generator is told to run, or is locked out, until the span ends. */
export const generatorOrder = (span: Span, order: GeneratorOrder): Behaviour =>
  steady(generatorOrderName, span, {
    kind: "condition",
    condition: order === "start" ? "generator-wanted" : "generator-none",
  });
