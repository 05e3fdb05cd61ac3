import type { RoutingView } from "../../api/contract.ts";
import { severityText } from "../parts/severity.ts";
import { severities } from "../parts/severity-order.ts";
import { durationText } from "../time/duration.ts";
import { wordsOf } from "../words/words.ts";

type Route = RoutingView["routes"][number];
type Hours = NonNullable<Route["match"]["hours"]>;

const say = wordsOf({
  vi: {
    everything: "mọi cảnh báo",
    severity: "mức",
    event: "sự kiện",
    site: "trạm",
    operator: "nhà mạng",
    commune: "xã",
    class: "loại trạm",
    hours: "giờ {from}–{to} {days} ({zone})",
    hold: "chờ {duration}",
    repeat: "nhắc lại sau {durations}",
    "updates rise": "báo khi mức tăng",
    "updates all": "báo mọi lần đổi mức",
    "updates none": "không báo khi đổi mức",
    escalation: "leo thang: {name}",
    everyDay: "mọi ngày",
  },
  en: {
    everything: "every alarm",
    severity: "severity",
    event: "event",
    site: "site",
    operator: "operator",
    commune: "commune",
    class: "class",
    hours: "{from}–{to} {days} ({zone})",
    hold: "waits {duration}",
    repeat: "repeats after {durations}",
    "updates rise": "tells when severity rises",
    "updates all": "tells each change of severity",
    "updates none": "does not tell changes of severity",
    escalation: "escalation: {name}",
    everyDay: "every day",
  },
});

/** Hours of the week in words. */
export const hoursText = ({ from, to, days, zone }: Hours): string =>
  say("hours", { from, to, zone, days: days === undefined ? say("everyDay") : days.join(", ") });

const lists = ["event", "site", "operator", "commune", "class"] as const;

/** Which alarms a route is for, in words. */
export const matchText = ({ match }: Route): string => {
  const parts: string[] = [];
  if (match.severity !== undefined) {
    const words = severities.filter((each) => match.severity?.includes(each)).map(severityText);
    parts.push(`${say("severity")} ${words.join(", ")}`);
  }
  for (const list of lists) {
    const values = match[list];
    if (values !== undefined) parts.push(`${say(list)} ${values.join(", ")}`);
  }
  if (match.hours !== undefined) parts.push(hoursText(match.hours));
  return parts.length === 0 ? say("everything") : parts.join("; ");
};

const seconds = (count: number): string => durationText(count * 1_000);

/** How a route tells: what it waits for, what it repeats, what follows. */
export const mannerText = ({ holdSeconds, repeatSeconds, updates, escalation }: Route): string =>
  [
    holdSeconds === null ? "" : say("hold", { duration: seconds(holdSeconds) }),
    repeatSeconds.length === 0 ? "" : say("repeat", { durations: repeatSeconds.map(seconds).join(", ") }),
    say(`updates ${updates}`),
    escalation === null ? "" : say("escalation", { name: escalation }),
  ]
    .filter(Boolean)
    .join("; ");

/** Seconds in words. */
export const secondsText = seconds;
