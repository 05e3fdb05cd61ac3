import { z } from "zod";

/** An instant in a request: ISO 8601 with a zone. */
export const instantInput = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** An instant in an answer: ISO 8601 in UTC with milliseconds. */
export const instantView = z.iso.datetime();

/** Writes an instant. */
export const iso = (atMs: number): string => new Date(atMs).toISOString();

/** Writes an instant that may be missing. */
export const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));
