/**
 * The ceiling that the product is compared with: Aedes → JSON.parse → columns → worker → DuckDB commit → PUBACK.
 * No identity, no checks, no duplicates, no alarms. Prints one line of JSON with its port when it listens.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Aedes } from "aedes";
import { openStore } from "../store/duckdb-store.ts";
import { seriesId } from "../telemetry/identifiers.ts";
import { emptyRows } from "../telemetry/journal.ts";
import { ReadingColumns } from "../telemetry/reading-columns.ts";

type Release = () => void;

interface Batch {
  fresh: ReadingColumns;
  behind: ReadingColumns;
  rows: ReturnType<typeof emptyRows>;
  releases: Release[];
}

const newBatch = (): Batch => ({
  fresh: new ReadingColumns(65_536),
  behind: new ReadingColumns(1),
  rows: emptyRows(),
  releases: [],
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const directory = mkdtempSync(join(tmpdir(), "tramcanh-bare-"));
const store = await openStore({ directory });
const firstSeriesOfTopic = new Map<string, number>();
const seriesPerTopicMax = 64;
let gathering = newBatch();
let spare = newBatch();
let committing = false;
let scheduled = false;

const commit = async (): Promise<void> => {
  scheduled = false;
  if (committing || gathering.releases.length === 0) return;
  committing = true;
  while (gathering.releases.length > 0) {
    const batch = gathering;
    gathering = spare;
    await store.commit(batch, false);
    for (const release of batch.releases) release();
    batch.fresh.clear();
    batch.releases = [];
    spare = batch;
  }
  committing = false;
};

const take = (topic: string, payload: string, release: Release): void => {
  let series = firstSeriesOfTopic.get(topic);
  if (series === undefined) {
    series = firstSeriesOfTopic.size * seriesPerTopicMax;
    firstSeriesOfTopic.set(topic, series);
  }
  const message: unknown = JSON.parse(payload);
  if (!isRecord(message)) return release();
  const values = message["values"];
  const tsMs = Number(message["ts"]);
  if (!isRecord(values)) return release();
  gathering.fresh.reserve(seriesPerTopicMax);
  for (const name in values) {
    const value = values[name];
    const number = typeof value === "number" ? value : Number(value === true);
    gathering.fresh.append(seriesId(series++), tsMs, number, 0);
  }
  gathering.releases.push(release);
  if (scheduled || committing) return;
  scheduled = true;
  setImmediate(() => void commit());
};

const aedes = await Aedes.createBroker({
  queueLimit: 10_000,
  authorizePublish: (_client, packet, done) => take(packet.topic, packet.payload.toString(), done),
});
const server = createServer({ noDelay: true }, aedes.handle);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);
});

const stop = async (): Promise<void> => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
};
process.once("SIGTERM", () => void stop());
process.once("SIGINT", () => void stop());
