import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** The device's clock is so far ahead (behind when negative), and no time server is heard meanwhile. */
export const wrongClock = (span: Span, aheadMs: number): Behaviour =>
  steady("wrong-clock", span, { kind: "clock-off", aheadMs });
