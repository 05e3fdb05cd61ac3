import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** Which publishes fall behind, and how far. */
export interface Reordering {
  /** Part of them, 0–1. */
  readonly share: number;
  readonly withinMs: number;
}

/** Some telemetry publishes are overtaken by those that follow. */
export const publishesReordered = (span: Span, { share, withinMs }: Reordering): Behaviour =>
  steady("publishes-reordered", span, { kind: "transport", fault: { kind: "reorder", share, withinMs } });
