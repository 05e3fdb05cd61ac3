import { siteCode } from "../../telemetry/identifiers.ts";
import type { Alarm, Bilingual } from "../alarm.ts";
import { begunBy } from "./begin.ts";
import type { Fact } from "./fact.ts";
import type { Hearing } from "./hearing.ts";
import { correlationWindowMs } from "./limits.ts";

/** The site under which the platform speaks of itself. */
export const platformSite = siteCode("tramcanh");

/** Type of the alarm that says that the platform is cut off from many devices at once. */
export const isolationType = "platform-isolated";

/** True for the alarm that says that the platform is cut off. */
export const isIsolation = ({ site, type }: Alarm): boolean =>
  site === platformSite && type === isolationType;

const words = ({ alarm }: Fact): Bilingual => ({
  en: `many sites fell silent at once: ${alarm.site} itself is cut off`,
  vi: `nhiều trạm mất liên lạc cùng lúc: chính ${alarm.site} bị cô lập`,
});

/** Silences that began with the platform's isolation and that no failed element explains follow from it. */
export const explainIsolated = (facts: readonly Fact[], hearing: Hearing): void => {
  const isolation = facts.find(({ alarm }) => isIsolation(alarm));
  if (isolation === undefined) return;
  const { latestMs } = isolation;
  for (const fact of facts) {
    if (fact.alarm.meaning !== "unreachable" || fact.cause !== null) continue;
    const isOlder = begunBy(fact, hearing) < latestMs - correlationWindowMs;
    if (isOlder || fact.earliestMs > latestMs + correlationWindowMs) continue;
    fact.cause = { fact: isolation, confidence: 0.8, reason: words(isolation) };
  }
};
