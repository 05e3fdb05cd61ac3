import type { MaintenanceView } from "../../api/contract.ts";
import { localDate, localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    once: "{from} → {to}",
    weekly: "{days}, từ {start}, {minutes} phút, kể từ {from}",
    weeklyUntil: "{days}, từ {start}, {minutes} phút, kể từ {from} đến {to}",
    day1: "thứ Hai",
    day2: "thứ Ba",
    day3: "thứ Tư",
    day4: "thứ Năm",
    day5: "thứ Sáu",
    day6: "thứ Bảy",
    day7: "Chủ nhật",
    sites: "trạm",
    nodes: "phần tử",
    communes: "xã",
    operators: "nhà mạng",
  },
  en: {
    once: "{from} → {to}",
    weekly: "{days}, from {start}, {minutes} {minutes|minute|minutes}, since {from}",
    weeklyUntil: "{days}, from {start}, {minutes} {minutes|minute|minutes}, since {from} until {to}",
    day1: "Monday",
    day2: "Tuesday",
    day3: "Wednesday",
    day4: "Thursday",
    day5: "Friday",
    day6: "Saturday",
    day7: "Sunday",
    sites: "sites",
    nodes: "nodes",
    communes: "communes",
    operators: "operators",
  },
});

const dayKeys = ["day1", "day2", "day3", "day4", "day5", "day6", "day7"] as const;

/** Days of the week by ISO 8601: 1 is Monday. */
export const dayText = (day: number): string => {
  const key = dayKeys[day - 1];
  return key === undefined ? String(day) : say(key);
};

/** When a window opens, in words. */
export const periodText = ({ period }: Pick<MaintenanceView, "period">): string => {
  if (period.kind === "once") return say("once", { from: localTime(period.from), to: localTime(period.to) });
  return say(period.to === null ? "weekly" : "weeklyUntil", {
    days: period.days.map(dayText).join(", "),
    start: period.start,
    minutes: period.durationMinutes,
    from: localDate(period.from),
    ...(period.to !== null && { to: localDate(period.to) }),
  });
};

const lists = ["sites", "nodes", "communes", "operators"] as const;

/** What a window covers, in words. */
export const scopeText = ({ scope }: Pick<MaintenanceView, "scope">): string =>
  lists
    .flatMap((list) => {
      const codes = scope[list] ?? [];
      return codes.length === 0 ? [] : [`${say(list)} ${codes.join(", ")}`];
    })
    .join("; ");
