import { isMap, isNode, isScalar, isSeq, LineCounter, readYaml } from "../../telemetry/yaml-text.ts";
import type { RuleError } from "./rule-error.ts";

/** A place in a text, counted from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const stepsOf = (path: string): readonly (string | number)[] =>
  [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? (key ?? "") : Number(index),
  );

/** The entries of lists by their names; of several with one name the first, and the first lists before the others. */
const entriesByName = (root: unknown): ReadonlyMap<string, unknown> => {
  const byName = new Map<string, unknown>();
  for (const [list, key] of [
    ["rules", "alert"],
    ["overrides", "alert"],
    ["tests", "name"],
  ] as const) {
    const entries = isMap(root) ? root.get(list, true) : undefined;
    if (!isSeq(entries)) continue;
    for (const entry of entries.items) {
      if (!isMap(entry)) continue;
      const name = String(entry.get(key));
      for (const called of [name, `test "${name}"`]) if (!byName.has(called)) byName.set(called, entry);
    }
  }
  return byName;
};

interface Found {
  readonly offset: number;
  readonly depth: number;
}

const startOf = (node: unknown): number | null => (isNode(node) && node.range ? node.range[0] : null);

/** The deepest thing on the way that is there. */
const follow = (from: unknown, steps: readonly (string | number)[]): Found | null => {
  const begin = startOf(from);
  if (begin === null) return null;
  let found: Found = { offset: begin, depth: 0 };
  let node = from;
  for (const [index, step] of steps.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      const offset = startOf(pair?.key);
      if (pair === undefined || offset === null) return found;
      found = { offset, depth: index + 1 };
      node = pair.value;
      continue;
    }
    if (!isSeq(node) || typeof step !== "number") return found;
    node = node.items[step];
    const offset = startOf(node);
    if (offset === null) return found;
    found = { offset, depth: index + 1 };
  }
  return found;
};

/** Tells where in a text an error of a rule is; null when it is about nothing that the text has. */
export type PlaceOfError = (error: RuleError) => TextPlace | null;

/** Reads the text of a file once, to find any number of its errors in it. */
export const errorPlaces = (text: string): PlaceOfError => {
  const lines = new LineCounter();
  const document = readYaml(text, { lines });
  const named = entriesByName(document.contents);
  const placeAt = (offset: number): TextPlace => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  return ({ rule, path, problem }) => {
    const syntax = document.errors.find(({ message }) => problem.includes(message)) ?? document.errors[0];
    if (syntax !== undefined) return placeAt(syntax.pos[0]);
    const steps = stepsOf(path);
    const inRoot = follow(document.contents, steps);
    const inRule = follow(rule === null ? undefined : named.get(rule), steps);
    const [best] = [inRule, inRoot]
      .filter((each) => each !== null)
      .sort((one, other) => other.depth - one.depth);
    return best === undefined || (rule === null && path === "") ? null : placeAt(best.offset);
  };
};
