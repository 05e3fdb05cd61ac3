import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** Somebody left the door open. */
export const doorLeftOpen = (span: Span): Behaviour =>
  steady("door-left-open", span, { kind: "condition", condition: "door-open" });
