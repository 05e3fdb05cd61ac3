import type { BriefAlarmView } from "../../api/contract.ts";
import { hourMinute, localDate } from "../time/instant.ts";
import { serverNowMs } from "../time/server-clock.ts";
import { numberText } from "../words/number.ts";
import { inLanguage, wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    shelved: "Tạm ẩn đến {at}: {reason}",
    maintenance: "Bảo trì: {window}",
    sites: "{count} trạm",
    nodes: "{count} nút mạng",
    inHamlets: "{count} dân ở {hamlets} thôn",
  },
  en: {
    shelved: "Shelved until {at}: {reason}",
    maintenance: "Maintenance: {window}",
    sites: "{count} {count|site|sites}",
    nodes: "{count} {count|node|nodes}",
    inHamlets: "{count} {count|person|people} in {hamlets} {hamlets|hamlet|hamlets}",
  },
});

/** `14:30` when it is today, else with the day. */
export const untilText = (at: string): string =>
  localDate(at) === localDate(serverNowMs())
    ? hourMinute(at)
    : `${localDate(at).slice(0, 5)} ${hourMinute(at)}`;

/** What an alarm takes along, in words. */
export const impactText = ({ impact }: BriefAlarmView): string => {
  if (impact === null) return "";
  const nodes = Object.values(impact.nodesByOperator).reduce((sum, count) => sum + count, 0);
  return [
    impact.sites > 0 && say("sites", { count: numberText(impact.sites) }),
    nodes > 0 && say("nodes", { count: numberText(nodes) }),
    impact.population > 0 &&
      say("inHamlets", {
        count: numberText(impact.population),
        hamlets: numberText(impact.hamlets),
      }),
  ]
    .filter((part) => part !== false)
    .join(" · ");
};

/** Why an alarm is hidden, what caused it, and what it takes along, in one line. */
export const causeText = (alarm: BriefAlarmView): string =>
  [
    alarm.shelf !== null && say("shelved", { at: untilText(alarm.shelf.until), reason: alarm.shelf.reason }),
    alarm.maintenance !== null && say("maintenance", { window: alarm.maintenance }),
    alarm.cause !== null && inLanguage(alarm.cause.reason),
    impactText(alarm),
  ]
    .filter((part) => part !== false && part !== "")
    .join(" · ");
