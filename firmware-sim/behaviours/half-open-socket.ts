import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** The connection of this moment dies without a word: a NAT forgot it. Both ends learn it from their keep-alive. */
export const halfOpenSocket = (span: Span): Behaviour =>
  steady("half-open-socket", span, { kind: "half-open" });
