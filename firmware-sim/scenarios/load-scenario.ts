import { join } from "node:path";
import type { z } from "zod";
import { fixOf, pathText, valueAt } from "../../telemetry/finding.ts";
import { readYaml } from "../../telemetry/yaml-text.ts";
import { messageOf, missingFix, type ScenarioFault } from "./fault-words.ts";
import { eventKinds, type Scenario, type ScenarioEvent, scenarioEvent, scenarioHead } from "./scenario.ts";

/** A scenario, or everything that is wrong with its file. */
export type LoadedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | {
      readonly ok: false;
      readonly faults: readonly ScenarioFault[];
      readonly readable: readonly PlacedEvent[];
    };

/** An event, and its place in the list of the file. */
export interface PlacedEvent {
  readonly event: ScenarioEvent;
  readonly index: number;
}

/** The folder of the scenarios that ship. */
export const shippedScenariosPath: string = join(import.meta.dirname, "shipped");

const page = "docs/formats/scenarios.md";

/** Of a union, what the last branch says: the one for text, which most people write. */
const plainest = (issue: z.core.$ZodIssue): z.core.$ZodIssue => {
  const found = issue.code === "invalid_union" ? issue.errors.at(-1)?.[0] : undefined;
  return found === undefined ? issue : plainest({ ...found, path: [...issue.path, ...found.path] });
};

const faultsOf = (
  error: z.core.$ZodError,
  input: unknown,
  place: (path: readonly PropertyKey[]) => readonly PropertyKey[],
): readonly ScenarioFault[] =>
  error.issues.map(plainest).map((issue) => {
    const path = place(issue.path);
    const found = valueAt(input, path);
    const value: string | undefined = JSON.stringify(found);
    const missing = found === undefined ? missingFix(issue, String(path.at(-1) ?? "")) : null;
    const fix = missing ?? fixOf(issue, page);
    return { path: pathText(path), value: value ?? null, message: messageOf(issue, found), fix };
  });

const oneKind = (index: number, keys: readonly string[]): ScenarioFault => ({
  path: `events[${index}]`,
  value: keys.join(", "),
  message: "does not say what happens",
  fix: `besides "at" give exactly one of ${eventKinds.join(", ")}`,
});

type Read = { readonly events: readonly PlacedEvent[]; readonly faults: readonly ScenarioFault[] };

const readEvent = (record: Readonly<Record<string, unknown>>, index: number, input: unknown): Read => {
  const { at, ...rest } = record;
  const [kind, ...more] = Object.keys(rest);
  if (kind === undefined || more.length > 0 || !eventKinds.includes(kind)) {
    return { events: [], faults: [oneKind(index, Object.keys(rest))] };
  }
  const what = rest[kind] ?? {};
  const parsed = scenarioEvent.safeParse({ ...(typeof what === "object" ? what : {}), at, kind });
  if (parsed.success) return { events: [{ event: parsed.data, index }], faults: [] };
  const place = (path: readonly PropertyKey[]): readonly PropertyKey[] =>
    path[0] === "at" ? ["events", index, ...path] : ["events", index, kind, ...path];
  return { events: [], faults: faultsOf(parsed.error, input, place) };
};

const whole = (message: string, fix: string): LoadedScenario => ({
  ok: false,
  faults: [{ path: "", value: null, message, fix }],
  readable: [],
});

/** Reads the text of a scenario; answers everything that is wrong with it at once. */
export const parseScenario = (text: string): LoadedScenario => {
  const document = readYaml(text);
  const [wrong] = document.errors;
  if (wrong !== undefined) return whole(`is no YAML: ${wrong.message}`, "correct the YAML at this place");
  const input: unknown = document.toJS() ?? {};
  const head = scenarioHead.safeParse(input);
  const faults = head.success ? [] : [...faultsOf(head.error, input, (path) => path)];
  const listed = valueAt(input, ["events"]);
  const read = (Array.isArray(listed) ? listed : []).map((record: unknown, index) =>
    typeof record === "object" && record !== null
      ? readEvent({ ...record }, index, input)
      : { events: [], faults: [] },
  );
  faults.push(...read.flatMap((each) => each.faults));
  const placed = read.flatMap(({ events }) => events);
  if (!head.success || faults.length > 0) return { ok: false, faults, readable: placed };
  return { ok: true, scenario: { ...head.data, events: placed.map(({ event }) => event) } };
};
