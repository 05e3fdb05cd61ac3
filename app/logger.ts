import { type Logger, pino } from "pino";
import pretty from "pino-pretty";

export type { Logger };

/** Secrets that must never reach a log line, wherever they hide in its facts. */
const redacted = [
  "password",
  "token",
  "secret",
  "authorization",
  "cookie",
  "*.password",
  "*.token",
  "*.secret",
];

/** The log: JSON lines on standard error, or readable ones when that is a terminal. */
export const openLogger = (level: "debug" | "info" | "warn" | "error"): Logger => {
  const options = { level, redact: redacted, base: null };
  return process.stderr.isTTY
    ? pino(options, pretty({ destination: 2, sync: true }))
    : pino(options, pino.destination({ dest: 2, sync: false }));
};
