import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAlarm } from "../../alerts/alarm-schema.ts";
import { openStore } from "../../store/duckdb-store.ts";
import type { OutageQuery, Store } from "../../store/store.ts";
import type { OutageRow } from "../../telemetry/journal.ts";
import { batchOf, keepAll, openForTest, stored, temporaryDirectory } from "./journal-fixture.ts";

const outage = (id: string, facts: Partial<OutageRow> = {}): OutageRow => ({
  id,
  subject: "site",
  site: "S1",
  node: null,
  causeClass: "unknown",
  fromMs: 100,
  toMs: 200,
  changedAtMs: 200,
  body: "{}",
  ...facts,
});

const storeWith = async (rows: readonly OutageRow[]): Promise<Store> => {
  const store = await openForTest({ directory: temporaryDirectory() });
  await store.commit(batchOf({ rows: { outage: [...rows] } }), false);
  return store;
};

const everything = { before: null, rowsMax: 9, sites: null };
const idsOf = (rows: readonly OutageRow[]): string[] => rows.map(({ id }) => id);

it("a journal of version 1 is opened, keeps all it had and takes outages from then on", async () => {
  const directory = temporaryDirectory();
  const packed = readFileSync(new URL("version-1.duckdb.gz", import.meta.url));
  writeFileSync(join(directory, "journal.duckdb"), gunzipSync(packed));
  const first = await openForTest({ directory });
  expect(await first.recover(0)).toMatchObject({
    series: [{ site: "BPH0001", node: "pwr", metric: "mains.voltage" }],
    documents: [{ kind: "user", id: "admin" }],
    presence: [{ device: "BPH0001-ctl" }],
    alarms: [
      { sequence: 1, event: "raised", severity: "critical" },
      { sequence: 3, event: "updated", severity: "critical" },
    ],
    outages: [],
    lastTransitionSequence: 3,
  });
  const alarms = (await first.recover(0)).alarms.map(({ body }) => parseAlarm(body));
  expect(alarms).toMatchObject([{ meaning: "local", cause: null }, { shelf: null }]);
  expect(await stored(first, 0)).toEqual([
    [0, 1_700_000_000_000, 228.5, 40],
    [0, 1_700_000_060_000, 229, 40],
  ]);
  await first.commit(batchOf({ rows: { outage: [outage("o1")] } }), false);
  await first.close();
  const second = await openForTest({ directory });
  expect((await second.recover(0)).outages).toEqual([outage("o1")]);
});

it("the newest row of an outage is in force, in questions and after a start", async () => {
  const store = await storeWith([
    outage("a", { toMs: null }),
    outage("b", { fromMs: 50, toMs: 60 }),
    outage("a", { toMs: 300, causeClass: "power" }),
  ]);
  const expected = outage("a", { toMs: 300, causeClass: "power" });
  expect(await store.outages({ ...everything, id: "a" })).toEqual([expected]);
  expect(await store.outages({ ...everything, open: true })).toEqual([]);
  expect(await store.outages({ ...everything, causeClasses: ["unknown"] })).toMatchObject([{ id: "b" }]);
  expect(idsOf((await store.recover(60)).outages)).toEqual(["b", "a"]);
  expect(idsOf((await store.recover(61)).outages)).toEqual(["a"]);
});

it("one that lasts comes back after a start however long ago it began", async () => {
  const store = await storeWith([outage("a", { fromMs: 1, toMs: null })]);
  expect(idsOf((await store.recover(1_000_000)).outages)).toEqual(["a"]);
});

const rows = [
  outage("a", { fromMs: 100, toMs: 200 }),
  outage("b", { fromMs: 150, toMs: null, site: "S2" }),
  outage("c", { fromMs: 150, toMs: 300, subject: "node", node: "bts", causeClass: "equipment" }),
  outage("d", { fromMs: 400, toMs: 500, causeClass: "power" }),
];

describe("questions", () => {
  const directory = mkdtempSync(join(tmpdir(), "tramcanh-outages-"));
  const opened: { store: Store | null } = { store: null };
  beforeAll(async () => {
    opened.store = await openStore({ directory, limits: keepAll });
    await opened.store.commit(batchOf({ rows: { outage: rows } }), false);
  });
  afterAll(async () => {
    await opened.store?.close();
    rmSync(directory, { recursive: true });
  });

  it.each<readonly [string, Partial<OutageQuery>, readonly string[]]>([
    ["nothing", {}, ["d", "c", "b", "a"]],
    ["sites", { sites: ["S2"] }, ["b"]],
    ["no site", { sites: [] }, []],
    ["a subject", { subject: "site", sites: ["S1"] }, ["d", "a"]],
    ["a node", { node: "bts" }, ["c"]],
    ["classes", { causeClasses: ["power", "equipment"] }, ["d", "c"]],
    ["those that last", { open: true }, ["b"]],
    ["those that are over", { open: false }, ["d", "c", "a"]],
    ["a period: an end on its beginning is outside", { fromMs: 200 }, ["d", "c", "b"]],
    ["a period: a beginning on its end is outside", { toMs: 150 }, ["a"]],
    ["a period", { fromMs: 300, toMs: 400 }, ["b"]],
    ["the page before", { before: { fromMs: 150, id: "c" } }, ["b", "a"]],
    ["a number of rows", { rowsMax: 2 }, ["d", "c"]],
  ])("by %s", async (_name, query, expected) => {
    expect(idsOf((await opened.store?.outages({ ...everything, ...query })) ?? [])).toEqual(expected);
  });
});
