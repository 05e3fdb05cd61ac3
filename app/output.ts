import { z } from "zod";
import type { CommandOptions } from "./command-options.ts";
import type { Ask } from "./platform-desk.ts";

/** Prints a result: as one JSON document with `--json`, else in words. */
export const print = <Result>(
  options: CommandOptions,
  result: Result,
  inWords: (result: Result) => string,
): void => {
  process.stdout.write(`${options.json ? JSON.stringify(result) : inWords(result)}\n`);
};

const outputs = [process.stdout, process.stderr];

/**
 * Lets a reader leave early (`| head`) without an end in the middle of what the command does. Whatever else keeps what
 * is printed from its reader, a full disk under a file, is told with exit code 1: a token may have been in it.
 */
export const outliveReaders = (): void => {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || process.exitCode !== undefined) return;
    process.exitCode = 1;
    process.stderr.write(`error: what was printed is lost: ${error.message}\n`);
  });
};

/**
 * Resolves when all that was printed is with its readers, or they have left: a pipe takes some 64 KiB at a time, and
 * what still waits in the process is lost when that ends.
 */
export const printed = async (): Promise<void> => {
  for (const output of outputs) await new Promise<void>((resolve) => output.write("", () => resolve()));
};

/** All items of a list of the API, page by page. */
export const everyItem = async <Item>(ask: Ask, path: string, item: z.ZodType<Item>): Promise<Item[]> => {
  const page = z.object({ items: z.array(item), next: z.string().nullable() });
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    const { body } = await ask("GET", `${path}${query}`);
    const parsed = page.parse(body);
    items.push(...parsed.items);
    cursor = parsed.next;
  } while (cursor !== null);
  return items;
};
