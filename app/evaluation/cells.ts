import { codeGrammar, isCode } from "../../telemetry/identifiers.ts";
import { isMetricName, metricNamed } from "../../telemetry/metrics.ts";
import { type Severity, severities } from "../../telemetry/severity.ts";
import { type Understood, wrong } from "./recording.ts";

/** How the cells of a recording are written. */
export interface Notation {
  /** Offset of times that carry none, ms ahead of UTC. */
  readonly zoneMs: number;
  /** The decimal sign is a comma, as in files whose delimiter is a semicolon. */
  readonly decimalComma: boolean;
  /** Other systems' names of metrics and alarm types, and ours. */
  readonly renamed: ReadonlyMap<string, string>;
}

const timeFix =
  'write ISO 8601 such as 2026-03-01T08:00:00+07:00, "2026-03-01 08:00:00", 01/03/2026 08:00, or Unix time in s, ms, µs or ns';

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;
const vietnamesePattern = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?()()$/;

/** An offset such as +07:00 in ms; null when it is none. */
export const zoneMsOf = (text: string): number | null => {
  if (text === "Z") return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  if (sign === undefined || Number(hours) > 14 || Number(minutes) > 59) return null;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
};

const calendarMs = (parts: readonly (string | undefined)[], zoneMs: number): number | null => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(0, 6).map(Number);
  const [fraction = "", zone] = [parts[6], parts[7]];
  const fields = [year, month - 1, day, hour, minute, Number.isNaN(second) ? 0 : second] as const;
  const utcMs = Date.UTC(...fields);
  const made = new Date(utcMs);
  const exists = made.getUTCMonth() === month - 1 && made.getUTCDate() === day && hour < 24 && minute < 60;
  if (!exists || fields[5] >= 60) return null;
  const milliseconds = Math.floor(Number(`0.${fraction || "0"}`) * 1_000);
  const offsetMs = zone === undefined || zone === "" ? zoneMs : zoneMsOf(zone);
  return offsetMs === null ? null : utcMs + milliseconds - offsetMs;
};

/** Unix time: the number of digits tells the unit, from 2001 to 2286. */
const unixMs = (text: string): number | null => {
  if (/^\d{10}(\.\d+)?$/.test(text)) return Math.floor(Number(text) * 1_000);
  if (/^\d{13}$/.test(text)) return Number(text);
  if (/^\d{16}$/.test(text) || /^\d{19}$/.test(text)) return Number(text.slice(0, 13));
  return null;
};

/** An instant in ms since 1970 UTC. */
export const readTime = (text: string, { zoneMs }: Notation): Understood<number> => {
  const iso = isoPattern.exec(text);
  const [, day, month, year, ...rest] = vietnamesePattern.exec(text) ?? [];
  const written = iso?.slice(1) ?? (year === undefined ? null : [year, month, day, ...rest]);
  const value = written === null ? unixMs(text) : calendarMs(written, zoneMs);
  return value === null ? wrong(text, "is not an instant", timeFix) : { value };
};

/** A site or node code. */
export const readCode = (text: string): Understood<string> =>
  isCode(text) ? { value: text } : wrong(text, "is not a code", `use ${codeGrammar}`);

/** The type of an alarm: a code, or words that are made one. */
export const readType = (text: string, { renamed }: Notation): Understood<string> => {
  const plain = (renamed.get(text) ?? text)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|-+$/g, "")
    .slice(0, 64);
  return isCode(plain)
    ? { value: plain }
    : wrong(text, "is no alarm type", "name the type, in letters or digits");
};

/** The name of a metric. */
export const readMetric = (text: string, { renamed }: Notation): Understood<string> => {
  const name = renamed.get(text) ?? text;
  if (isMetricName(name)) return { value: name };
  const fix = `give the metric's name, or say which one it is: --rename ${text === "" ? "122" : text}=mains.current`;
  return wrong(text, "is not the name of a metric", fix);
};

/** A severity; a cell that says nothing is one that nobody determined. */
export const readSeverity = (text: string): Understood<Severity> => {
  if (text === "") return { value: "indeterminate" };
  const known = severities.find((severity) => severity === text.toLowerCase());
  return known === undefined
    ? wrong(text, "is not a severity", `use ${severities.join(", ")}, or leave it empty`)
    : { value: known };
};

const raisedWords = ["raised", "raise", "active", "firing", "1", "true"];
const clearedWords = ["cleared", "clear", "inactive", "resolved", "0", "false"];

/** Whether an event row is the end of an alarm. */
export const readCleared = (text: string): Understood<boolean> => {
  const word = text.toLowerCase();
  if (raisedWords.includes(word)) return { value: false };
  if (clearedWords.includes(word)) return { value: true };
  return wrong(text, "is no event of an alarm", "use raised or cleared");
};

const truthOf = (text: string): number | null => {
  if (/^(true|1)$/i.test(text)) return 1;
  return /^(false|0)$/i.test(text) ? 0 : null;
};

const numberOf = (text: string, decimalComma: boolean): number | null => {
  const plain = decimalComma ? text.replace(",", ".") : text;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
};

/** The value of a metric as it is stored. */
export const readValue = (
  text: string,
  metricName: string,
  { decimalComma }: Notation,
): Understood<number> => {
  const metric = metricNamed(metricName);
  if (metric?.kind === "word") {
    const place = metric.words.indexOf(text);
    if (place >= 0) return { value: place };
    return wrong(text, `is no word of ${metricName}`, `use ${metric.words.join(", ")}`);
  }
  if (metric?.kind === "boolean") {
    const value = truthOf(text);
    return value === null ? wrong(text, `${metricName} is true or false`, "use true or false") : { value };
  }
  const value = numberOf(text, decimalComma) ?? (metric === null ? truthOf(text) : null);
  return value === null ? wrong(text, "is not a number", "write a number such as 228.4") : { value };
};

/** What a device did: it announced itself, or its connection ended without a farewell. */
export const readDeviceEvent = (text: string): Understood<"birth" | "lost"> =>
  text === "birth" || text === "lost"
    ? { value: text }
    : wrong(text, "is no event of a device", "use birth or lost, or leave it empty for a reading");

/** A whole number from 1 on. */
export const readCount = (text: string): Understood<number> =>
  /^[1-9]\d{0,14}$/.test(text)
    ? { value: Number(text) }
    : wrong(text, "is not a whole number from 1 on", "write a number such as 60");
