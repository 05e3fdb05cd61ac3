/** What a point is written from: tags and string fields as they are, escaped here. */
export interface Point {
  readonly measurement: string;
  /** Null: left out. */
  readonly tags: Readonly<Record<string, string | null>>;
  /** Text in quotes, numbers as floats, bigints as integers; null: left out. */
  readonly fields: Readonly<Record<string, string | number | bigint | null>>;
  /** With the precision of the request. */
  readonly time: string;
}

/** Line breaks would end the line: InfluxDB has no escape for them outside of strings. */
const onOneLine = (text: string): string => text.replace(/[\n\r\t]/g, " ");

/**
 * A tag's value as line protocol wants it. A backslash becomes a slash: before a comma, a space or the end it could not
 * be told from an escape. Source: InfluxDB 2 documentation, "Line protocol", special characters.
 */
export const escapeTag = (text: string): string =>
  onOneLine(text).replaceAll("\\", "/").replace(/[, =]/g, "\\$&");

/** A string field with its quotes. */
const quoteField = (text: string): string => `"${onOneLine(text).replace(/["\\]/g, "\\$&")}"`;

const fieldText = (value: string | number | bigint): string | null => {
  if (typeof value === "string") return quoteField(value);
  if (typeof value === "bigint") return `${value}i`;
  return Number.isFinite(value) ? String(value) : null;
};

const pairs = (
  entries: Readonly<Record<string, string | number | bigint | null>>,
  write: (value: string | number | bigint) => string | null,
): readonly string[] =>
  Object.entries(entries).flatMap(([name, value]) => {
    const text = value === null || value === "" ? null : write(value);
    return text === null ? [] : `${name}=${text}`;
  });

/** One line of a point; null when none of its fields can be written. */
export const lineOf = ({ measurement, tags, fields, time }: Point): string | null => {
  const written = pairs(fields, fieldText);
  if (written.length === 0) return null;
  return `${[measurement, ...pairs(tags, (value) => escapeTag(String(value)))].join(",")} ${written.join(",")} ${time}`;
};
