import type { SiteCode } from "../telemetry/identifiers.ts";
import type { Standing } from "./condition-set.ts";
import type { Hearing } from "./correlation/hearing.ts";
import type { SilenceWatch } from "./silence.ts";

/** What is asked for the correlator. */
export interface HearingParts {
  readonly silence: SilenceWatch;
  /** Conditions that are not normal. */
  readonly open: () => Iterable<Standing>;
  readonly alarmOf: Hearing["alarmOf"];
}

/** What the correlator may ask of presence, of conditions that wait for their delay and of alarms that are over. */
export const hearingOf = ({ silence, open, alarmOf }: HearingParts): Hearing => ({
  alarmOf,
  heardAtMs: (site) => silence.heardAtMs(site),
  periodMs: (site) => silence.periodMs(site),
  pendingLinks: () => {
    const sites = new Set<SiteCode>();
    for (const { subject, states } of open()) {
      if (subject.rule.meaning !== "link-down") continue;
      if (states.some(({ state }) => state === "pending")) sites.add(subject.site);
    }
    return sites;
  },
});
