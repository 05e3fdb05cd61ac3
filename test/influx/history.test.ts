import { afterAll, expect, it } from "vitest";
import { InfluxConnection } from "../../store/export/influx-client.ts";
import { lagToldMsMin, ReadingLines } from "../../store/export/reading-lines.ts";
import { InfluxHistory } from "../../store/history/influx-history.ts";
import { defaultHistoryLimits } from "../../store/history/limits.ts";
import type { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { type HistoryUnderTest, historyContract } from "../store/history-contract.ts";
import { columnsOf, type Row } from "../store/journal-fixture.ts";
import { FluxServer } from "./flux-server.ts";
import { placeAt, realInflux } from "./real-influx.ts";

const cleanUps: (() => void)[] = [];
afterAll(() => {
  for (const cleanUp of cleanUps.reverse()) cleanUp();
});

const real = realInflux();
const server = new FluxServer();
// Rows, and the trees of gzip, fall apart between two pieces.
server.pieceBytes = 7;

const open = async (catalog: SeriesCatalog): Promise<HistoryUnderTest> => {
  const place = real ?? placeAt(await server.listen((close) => cleanUps.push(close)));
  const connection = new InfluxConnection(place);
  cleanUps.push(() => connection.close());
  const lines = new ReadingLines();
  for (const { id, site, node, metricName: metric } of catalog) lines.name({ id, site, node, metric });
  const history = new InfluxHistory({
    ...{ connection, bucket: place.bucket, limits: defaultHistoryLimits },
    seriesAt: (id) => catalog.at(id),
  });
  const write = (rows: readonly Row[]) => connection.write(lines.of(columnsOf(rows)), "ms");
  return { history, write, lagToldMsMin };
};

historyContract(real === null ? "InfluxDB's stand-in" : "InfluxDB", open);

// A real InfluxDB does not tell what it was asked.
it.skipIf(real !== null)("each question of the contract was valid Flux to InfluxData's own checker", () => {
  // The stand-in answers nothing else.
  expect(server.questions.length).toBeGreaterThan(80);
});
