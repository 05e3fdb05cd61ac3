import { type DeviceId, nodeCode, type SiteCode } from "../telemetry/identifiers.ts";
import type { Severity } from "../telemetry/severity.ts";
import type { Subject } from "./alarm-life.ts";
import type { SilenceBody } from "./condition-body.ts";
import { alarmIdOf } from "./identity.ts";
import type { AbsenceRule } from "./rules/rule.ts";

/** A silence that is told of: its alarm keeps the identity that it was raised with. */
export interface Silence {
  readonly subject: Subject;
  readonly severity: Severity;
}

/** The body of the row that keeps a silence; null when it is not told of. */
export const silenceBody = (device: DeviceId, rule: string, silence: Silence | undefined): string | null => {
  if (silence === undefined) return null;
  const { subject, severity } = silence;
  const body: SilenceBody = {
    kind: "silence",
    device,
    rule,
    site: subject.site,
    node: subject.node,
    severity,
  };
  return JSON.stringify(body);
};

/** Whose alarm the silence of a device is. */
export const subjectOf = (
  rule: AbsenceRule,
  { site, node, device }: { readonly site: SiteCode; readonly node: string; readonly device: DeviceId },
): Subject => {
  const identity = { site, node: nodeCode(node), type: rule.name, qualifier: device };
  return { ...identity, id: alarmIdOf(identity), rule };
};
