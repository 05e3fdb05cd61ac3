import { setImmediate as turn } from "node:timers/promises";
import type { Alarm } from "../../alerts/alarm.ts";
import { parseAlarm } from "../../alerts/alarm-schema.ts";
import type { ApiContext } from "../context.ts";
import { ApiError } from "../errors.ts";
import { iso } from "./instant.ts";

/** Alarms read back between two turns of the event loop: some milliseconds' worth. */
const sliceRows = 50;

/** The moments that the journal can tell of. */
export const spanOf = async ({ store, clock }: ApiContext) => {
  const toMs = clock();
  const { firstMs, wholeSinceMs } = await store.span();
  return { fromMs: Math.min(toMs, Math.max(firstMs ?? toMs, wholeSinceMs ?? 0)), toMs };
};

/** Refuses a moment that the journal can't tell of. */
export const demandWithin = async (context: ApiContext, atMs: number): Promise<void> => {
  const { fromMs, toMs } = await spanOf(context);
  if (atMs >= fromMs && atMs <= toMs) return;
  const message =
    atMs > toMs ? "the moment has not come yet" : "the moment is before everything that is kept";
  const fix = `choose one from ${iso(fromMs)} to ${iso(toMs)}`;
  throw new ApiError("invalid-range", {
    detail: `No board of ${iso(atMs)}: ${message}`,
    fields: [{ path: "query.at", value: iso(atMs), message, fix }],
  });
};

/** The alarms as they were, in the order of the numbers of their changes; the event loop goes on in between. */
export const alarmsThen = async ({ store }: ApiContext, sequences: readonly number[]): Promise<Alarm[]> => {
  const rows = new Map((await store.changes(sequences)).map((row) => [row.sequence, row]));
  const alarms: Alarm[] = [];
  for (const [index, sequence] of sequences.entries()) {
    if (index % sliceRows === 0) await turn();
    const row = rows.get(sequence);
    if (row !== undefined) alarms.push(parseAlarm(row.body));
  }
  return alarms;
};
