import type { FieldPoint } from "./flux-meaning.ts";

/** Parts between separators that no backslash stands before and that are not within quotes. */
const split = (text: string, separator: string): readonly string[] => {
  const parts = [""];
  let quoted = false;
  for (let place = 0; place < text.length; place++) {
    const character = text.charAt(place);
    if (character === "\\") parts.push(`${parts.pop()}${character}${text.charAt(++place)}`);
    else if (character === separator && !quoted) parts.push("");
    else {
      if (character === '"') quoted = !quoted;
      parts.push(`${parts.pop()}${character}`);
    }
  }
  return parts;
};

const plain = (text: string): string => text.replace(/\\([, ="\\])/g, "$1");

const pairOf = (text: string): readonly [string, string] => {
  const [name = "", ...value] = split(text, "=");
  return [plain(name), value.join("=")];
};

const fieldValue = (text: string): Pick<FieldPoint, "value" | "type"> => {
  if (text.startsWith('"')) return { value: plain(text.slice(1, -1)), type: "string" };
  if (/^-?\d+i$/.test(text)) return { value: Number(text.slice(0, -1)), type: "long" };
  if (text === "" || !Number.isFinite(Number(text))) throw new Error(`unable to parse '${text}'`);
  return { value: Number(text), type: "double" };
};

/** The fields of the points of one body in line protocol. */
export const parseLines = (body: string, unitsAMillisecond: number): readonly FieldPoint[] =>
  body
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const [series = "", fields = "", time = ""] = split(line, " ");
      const [measurement = "", ...tags] = split(series, ",");
      if (!/^-?\d+$/.test(time)) throw new Error(`unable to parse '${line}': bad timestamp`);
      const named = { _measurement: plain(measurement) };
      const tagged = Object.fromEntries(tags.map(pairOf).map(([name, value]) => [name, plain(value)]));
      return split(fields, ",").map((field) => {
        const [name, value] = pairOf(field);
        return {
          columns: { ...named, ...tagged, _field: name },
          tsMs: Number(time) / unitsAMillisecond,
          ...fieldValue(value),
        };
      });
    });
