import { expect, test } from "vitest";
import { readHeader } from "../../../app/evaluation/columns.ts";
import { RowReader } from "../../../app/evaluation/row-reader.ts";

const read = (...cells: readonly string[]) => {
  const header = "ts,received_ts,site,node,metric,value,device_event,session,period".split(",");
  const layout = readHeader(header);
  if ("faults" in layout) throw new Error("the header is wrong");
  return new RowReader(layout, { zoneMs: 0, decimalComma: false, renamed: new Map() }).read(cells);
};

test("a row of readings tells of a birth, a lost connection or a reading", () => {
  expect(read("1700000000000", "1700000000120", "A", "ctl", "", "", "birth", "3", "60").events).toEqual([
    { kind: "birth", site: "A", node: "ctl", session: 3, periodSeconds: 60, atMs: 1_700_000_000_120 },
  ]);
  expect(read("1700000000000", "", "A", "ctl", "", "", "lost", "3", "").events).toMatchObject([
    { kind: "lost", session: 3, atMs: 1_700_000_000_000 },
  ]);
  expect(read("1700000000000", "", "A", "ctl", "door.open", "true", "", "", "").events).toMatchObject([
    { kind: "reading", value: 1 },
  ]);
});

test("what is wrong with an event of a device is said by cell", () => {
  const columns = (...cells: readonly string[]) => read(...cells).faults.map(({ column }) => column);
  expect(columns("1700000000000", "", "A", "ctl", "", "", "died", "3", "60")).toEqual(["device_event"]);
  expect(columns("1700000000000", "", "A", "ctl", "", "", "birth", "0", "often")).toEqual([
    "session",
    "period",
  ]);
});
