import type { z } from "zod";
import { ApiError } from "./errors.ts";

/** Writes the place after which the next page begins as an opaque text. */
export const encodeCursor = (list: string, place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify([list, ...place])).toString("base64url");

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
};

const refusal = (list: string): ApiError =>
  new ApiError("invalid-cursor", {
    detail: `This is not a cursor of the list ${list}`,
    fields: [
      {
        path: "query.cursor",
        value: null,
        message: "not a cursor of this list",
        fix: "pass `next` of the page before unchanged, or leave it out for the first page",
      },
    ],
  });

/** Reads a cursor of the named list; null when there is none, ApiError `invalid-cursor` when it is not one. */
export const decodeCursor = <Place>(
  list: string,
  cursor: string | undefined,
  place: z.ZodType<Place>,
): Place | null => {
  if (cursor === undefined) return null;
  const content = parsed(cursor);
  if (!Array.isArray(content) || content[0] !== list) throw refusal(list);
  const result = place.safeParse(content.slice(1));
  if (!result.success) throw refusal(list);
  return result.data;
};
