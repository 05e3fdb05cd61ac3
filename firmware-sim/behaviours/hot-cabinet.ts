import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** The air conditioner fails: room, cabinet and battery warm up over minutes and cool down afterwards. */
export const hotCabinet = (span: Span): Behaviour =>
  steady("hot-cabinet", span, { kind: "condition", condition: "cooling-failed" });
