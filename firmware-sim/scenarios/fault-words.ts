import type { z } from "zod";
import type { Sites } from "./words.ts";

/** One thing wrong in the file of a scenario. */
export interface ScenarioFault {
  /** Where, like `events[3].storm.rain`; empty for the file as a whole. */
  readonly path: string;
  /** What stands there, as JSON; null when nothing does. */
  readonly value: string | null;
  readonly message: string;
  readonly fix: string;
}

const expectedWords: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a group of keys",
  record: "a group of keys",
};

/** What is wrong, in words for somebody who writes the file; `value` is what stands there. */
export const messageOf = (issue: z.core.$ZodIssue, value: unknown): string => {
  if (issue.code === "custom") return issue.message;
  if (issue.code === "unrecognized_keys") return `has no key ${issue.keys.join(", ")}`;
  if (value === undefined) return "is missing";
  switch (issue.code) {
    case "invalid_type":
      return `is not ${expectedWords[issue.expected] ?? `of type ${issue.expected}`}`;
    case "invalid_value":
      return "is none of the words that are known here";
    case "too_small":
      return issue.origin === "number" ? "is too small" : "has too few entries";
    case "too_big":
      return issue.origin === "number" ? "is too big" : "has too many entries";
    default:
      return issue.message;
  }
};

/** What the way out is where nothing stands. */
export const missingFix = (issue: z.core.$ZodIssue, key: string): string | null => {
  if (issue.code !== "invalid_type") return null;
  return `add ${key}: ${expectedWords[issue.expected] ?? issue.expected}, as docs/formats/scenarios.md describes it`;
};

/** Some sites as they are written in the file. */
export const sitesText = (sites: Sites): string => {
  if (!("of" in sites)) return JSON.stringify(sites);
  const { count, of } = sites;
  const which = of.kind === "all" ? "all" : `${of.kind} ${of.name}`;
  return JSON.stringify(count === null ? which : `${count} of ${which}`);
};
