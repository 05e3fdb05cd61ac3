import type { JournalRows } from "../telemetry/journal.ts";

const lastOfEach = <Row>(rows: Row[], keyOf: (row: Row) => string): Row[] => {
  const last = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    // To the end, as the newest: the order of what stays is that of the last changes.
    last.delete(key);
    last.set(key, row);
  }
  return last.size === rows.length ? rows : [...last.values()];
};

/**
 * The rows of one batch without those that a later one of the same batch takes the place of: of a condition and of an
 * outage only the newest row is in force, and in a storm most change twice within one commit.
 */
export const newestRows = (rows: JournalRows): JournalRows => ({
  ...rows,
  condition: lastOfEach(rows.condition, ({ key }) => key),
  outage: lastOfEach(rows.outage, ({ id }) => id),
});
