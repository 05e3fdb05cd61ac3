import type { FluxTable } from "./flux-meaning.ts";

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** RFC 3339 as Go writes it: no zeros at the end of the fraction. */
const goTime = (instantMs: number): string =>
  new Date(instantMs)
    .toISOString()
    .replace(/\.?0+Z$/, "Z")
    .replace(/T(\d\d:\d\d)Z$/, "T$1:00Z");

const line = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\r\n`;

/** An answer in annotated CSV with the annotations datatype, group and default: a block for each kind of table. */
export const annotatedCsv = (tables: readonly FluxTable[]): string => {
  let csv = "";
  let header = "";
  for (const [place, { key, type, rows }] of tables.entries()) {
    const names = Object.keys(key);
    const own = [
      line(["#datatype", "string", "long", "dateTime:RFC3339", ...names.map(() => "string"), type]),
      line(["#group", "false", "false", "false", ...names.map(() => "true"), "false"]),
      line(["#default", "_result", "", "", ...names.map(() => ""), ""]),
      line(["", "result", "table", "_time", ...names, "_value"]),
    ].join("");
    if (own !== header) csv += (header === "" ? "" : "\r\n") + own;
    header = own;
    for (const { tsMs, value } of rows)
      csv += line(["", "", String(place), goTime(tsMs), ...Object.values(key), String(value)]);
  }
  return `${csv}\r\n`;
};

/** An error within an answer whose status was sent already. */
export const errorTable = (message: string, reference = ""): string =>
  ["", "#datatype,string,string", "#group,true,true", "#default,,", ",error,reference"]
    .map((each) => `${each}\r\n`)
    .join("") + line(["", message, reference]);
