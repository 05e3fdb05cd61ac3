import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** The device goes on measuring but can't reach the platform: it keeps its readings and backfills afterwards. */
export const connectionCut = (span: Span): Behaviour => steady("connection-cut", span, { kind: "cut-line" });
