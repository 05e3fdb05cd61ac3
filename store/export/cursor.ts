import { z } from "zod";
import type { DocumentRow } from "../../telemetry/journal.ts";
import type { ReadingMark } from "../backlog.ts";

/** How far each stream has been exported. */
export interface ExportCursor {
  readonly reading: ReadingMark | null;
  /** Sequence number of the last change of an alarm. */
  readonly transition: number;
  /** Position of the last row. */
  readonly outage: number;
  readonly presence: number;
}

/** The document of the journal that says how far the export is. */
const cursorKind = "export-cursor";
const cursorId = "influxdb";

/** Nothing has been exported. */
export const firstCursor: ExportCursor = { reading: null, transition: 0, outage: -1, presence: -1 };

const schema = z.object({
  place: z.string(),
  reading: z.object({ row: z.number(), series: z.number(), tsMs: z.number() }).nullable(),
  transition: z.number(),
  outage: z.number(),
  presence: z.number(),
});

/**
 * The cursor that the journal keeps for a place (address, organization and bucket); another place gets everything from
 * the beginning.
 */
export const restoreCursor = (documents: readonly DocumentRow[], place: string): ExportCursor => {
  const kept = documents.findLast(({ kind, id }) => kind === cursorKind && id === cursorId)?.body ?? null;
  if (kept === null) return firstCursor;
  const { place: keptPlace, ...cursor } = schema.parse(JSON.parse(kept));
  return keptPlace === place ? cursor : firstCursor;
};

/** What the journal keeps of a cursor. */
export const cursorRow = (cursor: ExportCursor, place: string, nowMs: number): DocumentRow => ({
  kind: cursorKind,
  id: cursorId,
  changedAtMs: nowMs,
  body: JSON.stringify({ place, ...cursor }),
});
