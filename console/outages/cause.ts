import type { OutageView } from "../../api/contract.ts";
import { wordsOf } from "../words/words.ts";

/** Classes of causes in the operators' own reports. */
export const causeClasses = [
  "power",
  "transmission",
  "equipment",
  "planned",
  "unknown",
] as const satisfies readonly OutageView["class"][];

const say = wordsOf({
  vi: {
    power: "Nguồn điện",
    transmission: "Truyền dẫn",
    equipment: "Thiết bị",
    planned: "Theo kế hoạch",
    unknown: "Chưa rõ",
  },
  en: {
    power: "Power",
    transmission: "Transmission",
    equipment: "Equipment",
    planned: "Planned",
    unknown: "Unknown",
  },
});

/** The class of an outage's cause in words. */
export const causeText = (cause: OutageView["class"]): string => say(cause);
