import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** The firmware hangs: its watchdog restarts it, again and again while this lasts. */
export const firmwareHang = (span: Span): Behaviour =>
  steady("firmware-hang", span, { kind: "firmware-hung" });
