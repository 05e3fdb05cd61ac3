import { signal } from "@preact/signals";
import type { LatestView, MetricView } from "../../api/contract.ts";
import { ask } from "../request/request.ts";
import { numberText } from "../words/number.ts";
import { inLanguage, wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    yes: "có",
    no: "không",
    off: "tắt",
    stopped: "dừng",
    starting: "đang khởi động",
    running: "đang chạy",
    fault: "hỏng",
    tenantEnergy: "Điện năng {operator}",
    min: "phút",
    h: "giờ",
  },
  en: {
    yes: "yes",
    no: "no",
    off: "off",
    stopped: "stopped",
    starting: "starting",
    running: "running",
    fault: "fault",
    tenantEnergy: "Energy of {operator}",
    min: "min",
    h: "h",
  },
});

const stateWords = ["off", "stopped", "starting", "running", "fault"] as const;

/** A word of a metric's list in the page's language; one that the page does not know stays as it is. */
const wordText = (word: string): string => {
  const known = stateWords.find((each) => each === word);
  return known === undefined ? word : say(known);
};

/** The metric dictionary by name; empty until it was read. */
export const dictionary = signal<ReadonlyMap<string, MetricView>>(new Map());

let isAsked = false;

const read = async (): Promise<void> => {
  const { items } = await ask<{ readonly items: readonly MetricView[] }>("/api/v1/metrics");
  dictionary.value = new Map(items.map((entry) => [entry.name, entry]));
};

/** Reads the dictionary once; without it metrics show under their own names. */
export const needDictionary = (): void => {
  if (isAsked) return;
  isAsked = true;
  read().catch(() => {
    isAsked = false;
  });
};

/** Each operator at a site has a counter of its own: the dictionary can't list them all. */
const tenantEnergyPrefix = "energy.tenant.";

/** What a metric is called; one that nobody named, by its own name. */
export const metricLabel = (name: string): string => {
  const entry = dictionary.value.get(name);
  if (entry !== undefined) return inLanguage(entry.label);
  const operator = name.startsWith(tenantEnergyPrefix) ? name.slice(tenantEnergyPrefix.length) : "";
  return operator === "" ? name : say("tenantEnergy", { operator });
};

/** A unit in the page's language: times are words, what has a sign keeps it. */
export const unitText = (unit: string): string => (unit === "min" || unit === "h" ? say(unit) : unit);

/** A value with its unit, in the page's language. */
export const valueText = (value: LatestView["value"], unit: string): string => {
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  if (typeof value === "string") return wordText(value);
  return unit === "" ? numberText(value, 2) : `${numberText(value, 2)} ${unitText(unit)}`;
};

/** Whether a value is unremarkable; null where only the plant could say. */
export const isNormal = (name: string, value: LatestView["value"]): boolean | null => {
  const normal = dictionary.value.get(name)?.normal ?? null;
  if (normal === null) return null;
  if (!Array.isArray(normal)) return value === normal;
  return typeof value === "number" && value >= normal[0] && value <= normal[1];
};
