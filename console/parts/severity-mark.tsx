import type { VNode } from "preact";
import { type Severity, severityCode, severityText } from "./severity.ts";
import "./severity-mark.css";

const shapes: Readonly<Record<Severity | "cleared", VNode>> = {
  critical: <path d="M7 1h10l6 6v10l-6 6H7l-6-6V7z" />,
  major: <path d="M12 1.5 23.5 22h-23z" />,
  minor: <path d="M2 2h20v20H2z" />,
  warning: <circle cx="12" cy="12" r="11" />,
  indeterminate: <path d="m12 1 11 11-11 11L1 12z" />,
  cleared: <path d="m3 13 6 6L21 5" />,
};

interface Properties {
  readonly severity: Severity | "cleared";
  /** An unacknowledged critical one flashes. */
  readonly flashes?: boolean;
  /** Shows the word beside the mark; it is always there for screen readers. */
  readonly withWord?: boolean;
}

/** Severity as shape, letters, word and colour; never colour alone. */
export const SeverityMark = ({ severity, flashes = false, withWord = false }: Properties) => (
  <span class={`severity-mark is-${severity}${flashes && severity === "critical" ? " is-flashing" : ""}`}>
    <svg viewBox="0 0 24 24" aria-hidden="true">
      {shapes[severity]}
    </svg>
    <span class="severity-code" aria-hidden="true">
      {severityCode[severity]}
    </span>
    <span class={withWord ? "" : "visually-hidden"}>{severityText(severity)}</span>
  </span>
);
