import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** The power company is gone: the battery carries the load, the DC bus sinks, the battery charges afterwards. */
export const mainsFailure = (span: Span): Behaviour =>
  steady("mains-failure", span, { kind: "condition", condition: "mains-lost" });
