import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { byteOrderMark, type CsvCell, csvLines } from "../inventory/csv-rows.ts";

/** One page of rows after the other. */
export type CsvPages = AsyncIterable<readonly (readonly CsvCell[])[]>;

/** A file to be saved: a name that every system takes, and one in Vietnamese. */
export interface CsvFile {
  readonly asciiName: string;
  readonly name: string;
  readonly columns: readonly string[];
}

const localOffsetMs = 7 * 3_600_000;

/** An instant by the clocks of Vietnam: ISO 8601 with +07:00. */
export const localTime = (isoText: string): string =>
  new Date(Date.parse(isoText) + localOffsetMs).toISOString().replace("Z", "+07:00");

/** A name in the form of RFC 8187; what it leaves unescaped of ASCII is less than what `encodeURIComponent` does. */
const extendedValue = (name: string): string =>
  `UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** Signs that a file system or a header would stumble over. */
const fileSafe = (name: string): string => name.replace(/[\\/:*?"<>|\p{Cc}]/gu, "-");

const plain = (name: string): string => fileSafe(name).replace(/[^\x20-\x7e]/g, "-");

async function* textOf(file: CsvFile, pages: CsvPages): AsyncIterable<string> {
  yield `${byteOrderMark}${csvLines([file.columns])}`;
  for await (const rows of pages) if (rows.length > 0) yield csvLines(rows);
}

/** Sends rows as a CSV file while they are read: nothing waits for the last one, and a slow reader is waited for. */
export const sendCsv = (reply: FastifyReply, file: CsvFile, pages: CsvPages): FastifyReply =>
  reply
    .type("text/csv; charset=utf-8")
    .header(
      "content-disposition",
      `attachment; filename="${plain(file.asciiName)}.csv"; filename*=${extendedValue(`${fileSafe(file.name)}.csv`)}`,
    )
    .send(Readable.from(textOf(file, pages), { objectMode: false }));

/** The pages again, the first of them read already: what is wrong with the question is answered, not broken off. */
export const begun = async (pages: CsvPages): Promise<CsvPages> => {
  const iterator = pages[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    for (let page = first; page.done !== true; page = await iterator.next()) yield page.value;
  })();
};
