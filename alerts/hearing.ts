import type { SiteCode } from "../telemetry/identifiers.ts";
import type { Standing } from "./condition-set.ts";
import type { Hearing } from "./correlation/hearing.ts";
import type { SilenceWatch } from "./silence.ts";

/** What the correlator may ask of presence and of conditions that wait for their delay. */
export const hearingOf = (silence: SilenceWatch, open: () => Iterable<Standing>): Hearing => ({
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
