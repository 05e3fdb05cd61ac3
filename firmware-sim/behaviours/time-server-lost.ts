import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** No time server answers: the device's clock drifts, and is set right in one step afterwards. */
export const timeServerLost = (span: Span): Behaviour =>
  steady("time-server-lost", span, { kind: "time-lost" });
