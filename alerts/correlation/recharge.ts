import { severityRank } from "../../telemetry/severity.ts";
import type { Alarm } from "../alarm.ts";
import { rechargeMsMax } from "./limits.ts";

/** M.3100: low battery. */
const lowBattery = 112;

/** M.3100: battery charging failure, battery discharging, rectifier failure. */
const notCharging: ReadonlySet<number> = new Set([72, 104, 114]);

/** The sites at which an active alarm says that the battery does not charge. */
export const sitesNotCharging = (active: readonly Alarm[]): ReadonlySet<string> =>
  new Set(
    active.flatMap(({ isCleared, probableCause, site }) =>
      !isCleared && notCharging.has(probableCause?.number ?? 0) ? [site] : [],
    ),
  );

const becameWorse = ({ statusChanges }: Alarm, sinceMs: number): boolean =>
  statusChanges.some(({ event, severity, at }, place) => {
    const before = statusChanges[place - 1];
    const isLater = event === "updated" && at.receivedAtMs > sinceMs;
    return isLater && before !== undefined && severityRank(severity) > severityRank(before.severity);
  });

/**
 * Until when a low battery follows from a feed that is back, ms since 1970 UTC: for as long as a battery takes to
 * recharge, unless it gets worse meanwhile. The past for anything else.
 */
export const rechargeUntilMs = (symptom: Alarm, cause: Alarm | undefined): number => {
  const backAtMs = cause?.isCleared === true ? cause.lastCleared?.receivedAtMs : undefined;
  const isBattery = symptom.meaning === "feed-weak" && symptom.probableCause?.number === lowBattery;
  if (backAtMs === undefined || !isBattery) return Number.NEGATIVE_INFINITY;
  if (cause?.meaning !== "feed-lost" || cause.site !== symptom.site) return Number.NEGATIVE_INFINITY;
  return becameWorse(symptom, backAtMs) ? Number.NEGATIVE_INFINITY : backAtMs + rechargeMsMax;
};
