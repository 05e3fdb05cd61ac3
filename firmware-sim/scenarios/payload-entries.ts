import { z } from "zod";

const entry = z.object({
  ts: z.number(),
  values: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
});
const payload = z.union([entry.transform((one) => [one]), z.array(entry)]);

/** Readings of one instant in a payload. */
export interface PayloadEntry {
  readonly tsMs: number;
  readonly values: Readonly<Record<string, number | boolean | string>>;
}

/** What a payload of the native dialect says; throws when it is none. */
export const payloadEntries = (text: string): readonly PayloadEntry[] =>
  payload.parse(JSON.parse(text)).map(({ ts, values }) => ({ tsMs: ts, values }));
