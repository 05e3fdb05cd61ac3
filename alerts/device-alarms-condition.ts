import type { DeviceId } from "../telemetry/identifiers.ts";
import type { Severity } from "../telemetry/severity.ts";
import type { Subject } from "./alarm-life.ts";
import { isFiring, type LevelState, normal } from "./condition.ts";
import type { DeviceBody } from "./condition-body.ts";
import type { Standing } from "./condition-set.ts";
import type { DeviceRule } from "./rules/rule.ts";

/** The last words of a device about an alarm of its own. */
export interface Said {
  readonly severity: Severity;
  readonly text: string;
  readonly device: DeviceId;
}

/** True when a rule lets time pass between the word of a device and the alarm. */
export const hasDelays = ({ forMs, keepFiringForMs }: DeviceRule): boolean =>
  forMs > 0 || keepFiringForMs > 0;

/** An alarm of a device under a rule with delays. */
export class DeviceCondition implements Standing {
  readonly rule: DeviceRule;
  readonly subject: Subject;
  readonly key: string;
  said: Said;
  states: readonly LevelState[] = [normal];

  constructor(rule: DeviceRule, subject: Subject, { severity, text, device }: Said) {
    this.rule = rule;
    this.subject = subject;
    this.key = `device/${subject.site}/${subject.node}/${subject.type}`;
    this.said = { severity, text, device };
  }

  get levels(): Standing["levels"] {
    const { forMs, keepFiringForMs, severity } = this.rule;
    return [{ severity: severity ?? this.said.severity, delays: { forMs, keepFiringForMs, holds: true } }];
  }

  isFiring(): boolean {
    return this.states.some(isFiring);
  }
}

/** The body of the row that keeps a delay; null when it is normal. */
export const deviceConditionBody = ({ rule, subject, said, states }: DeviceCondition): string | null => {
  const [is = normal] = states;
  if (is.state === "normal") return null;
  const { site, node, type } = subject;
  const body: DeviceBody = { kind: "device", site, node, type, rule: rule.name, ...said, is };
  return JSON.stringify(body);
};
