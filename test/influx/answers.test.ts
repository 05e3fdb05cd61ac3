import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { InfluxConnection, type InfluxPlace } from "../../store/export/influx-client.ts";
import { InfluxHistory } from "../../store/history/influx-history.ts";
import { defaultHistoryLimits, type HistoryLimits } from "../../store/history/limits.ts";
import { QueryRefused } from "../../store/store.ts";
import { nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import type { HistoryTrouble, ReadingSlice } from "../../telemetry/reading-history.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { until } from "../until.ts";
import { errorTable } from "./annotated-csv.ts";
import { FluxServer, sendInPieces } from "./flux-server.ts";
import { placeAt } from "./real-influx.ts";

const catalog = new SeriesCatalog();
catalog.add(siteCode("BPH0001"), nodeCode("pwr"), "mains.voltage", 0);

const openHistory = (place: InfluxPlace, limits: Partial<HistoryLimits> = {}) => {
  const connection = new InfluxConnection(place);
  onTestFinished(() => connection.close());
  return new InfluxHistory({
    ...{ connection, bucket: place.bucket, limits: { ...defaultHistoryLimits, ...limits } },
    seriesAt: (id) => catalog.at(id),
  });
};

const range = { series: 0, fromMs: 0, toMs: 100_000, rowsMax: 5 };
const ask = (history: InfluxHistory): Promise<ReadingSlice> => history.readings(range);

const serverWith = async (ill: FluxServer["ill"], limits: Partial<HistoryLimits> = {}) => {
  const server = new FluxServer();
  server.ill = ill;
  const url = await server.listen();
  return { server, url, history: openHistory(placeAt(url), limits) };
};

/** Rows after a head in the form of InfluxDB 2 ("Annotated CSV", its documentation). */
const csv = (...rows: readonly string[]): string =>
  [
    "#datatype,string,long,dateTime:RFC3339,string,double",
    "#group,false,false,false,true,false",
    "#default,_result,,,,",
    ",result,table,_time,_field,_value",
    ...rows,
    "",
    "",
  ].join("\r\n");
const good = [
  ",,0,1970-01-01T00:00:01Z,value,228.4",
  ",,0,1970-01-01T00:00:02.5Z,value,-0.001",
  ",,0,1970-01-01T00:01:00Z,value,1e+21",
];
const lag = [
  "#datatype,string,long,dateTime:RFC3339,string,long",
  "#group,false,false,false,true,false",
  "#default,_result,,,,",
  ",result,table,_time,_field,_value",
  ",,1,1970-01-01T00:00:02.5Z,lag,86400000",
];
const recorded = csv(...good, "", ...lag);
const meaning = {
  tsMs: [1_000, 2_500, 60_000],
  value: [228.4, -0.001, 1e21],
  lagMs: [0, 86_400_000, 0],
};
const plain = ({ tsMs, value, lagMs }: ReadingSlice) => ({
  tsMs: [...tsMs],
  value: [...value],
  lagMs: [...lagMs],
});

const send =
  (text: string, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { "content-type": "text/csv; charset=utf-8", ...headers });
    response.end(text);
  };

describe("an answer in annotated CSV", () => {
  it("is the same in pieces of any length, plain or gzipped, with either end of line", async () => {
    const { server, history } = await serverWith(null);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.boolean(),
        fc.constantFrom("\r\n", "\n"),
        async (pieceBytes, gzip, lineEnd) => {
          server.ill = (response) => {
            const text = Buffer.from(recorded.replaceAll("\r\n", lineEnd));
            if (gzip) response.setHeader("content-encoding", "gzip");
            sendInPieces(response, gzip ? gzipSync(text) : text, pieceBytes);
          };
          expect(plain(await ask(history))).toEqual(meaning);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("may name its columns in another order, carry further ones, and leave cells to their default", async () => {
    const text = [
      "#datatype,string,long,double,string,dateTime:RFC3339,string",
      "#group,false,false,false,true,false,true",
      '#default,_result,,,value,,"a ""b"", c"',
      ",result,table,_value,_field,_time,further",
      ",,0,7,,1970-01-01T00:00:01Z,",
      "",
    ].join("\r\n");
    const { history } = await serverWith(send(text));
    expect(plain(await ask(history))).toEqual({ tsMs: [1_000], value: [7], lagMs: [0] });
  });

  it("without any table is empty", async () => {
    const { history } = await serverWith(send("\r\n"));
    expect(plain(await ask(history))).toEqual({ tsMs: [], value: [], lagMs: [] });
  });
});

const troubles = z.enum(["unreachable", "silent", "token", "bucket", "busy", "failed", "answer-damaged"]);

const trouble = async (asked: Promise<unknown>): Promise<HistoryTrouble> => {
  const error: unknown = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error && "trouble" in error) {
    expect(error.name).toBe("HistoryUnavailable");
    expect(error.message).not.toContain("127.0.0.1");
  }
  return z.object({ trouble: troubles }).parse(error).trouble;
};

describe("an answer that can't be used: answer-damaged", () => {
  const row = good[0] ?? "";
  it.each([
    ["ends within a row", csv(...good).slice(0, -15)],
    ["lacks a column", csv(row).replace("_time", "time")],
    ["holds a field that nobody asked for", csv(row.replace("value", "state"))],
    ["holds a time that is none", csv(row.replace("1970-01-01T00:00:01Z", "yesterday"))],
    ["holds a value that is no number", csv(row.replace("228.4", "NaN"))],
    ["holds an empty value", csv(row.replace("228.4", ""))],
    ["comes out of order", csv(...good.toReversed())],
    ["holds a time twice", csv(row, row)],
    [
      "has more rows than asked for",
      csv(...[1, 2, 3, 4, 5, 6].map((second) => row.replace("01Z", `0${second}Z`))),
    ],
    ["is a page of something else", "<!doctype html>\n<title>Log in</title>\n<p>here"],
  ])("one that %s", async (_, text) => {
    const { history } = await serverWith(send(text));
    expect(await trouble(ask(history))).toBe("answer-damaged");
  });
});

describe("what InfluxDB says instead of an answer", () => {
  it("an error in the middle, after rows: failed, with its words", async () => {
    const { history } = await serverWith(
      send(csv(...good) + errorTable("engine: unknown field type", "897")),
    );
    await expect(ask(history)).rejects.toThrow("InfluxDB says: engine: unknown field type");
    expect(await trouble(ask(history))).toBe("failed");
  });

  it("an error at once, with status 200: failed", async () => {
    const { history } = await serverWith(send("error,reference\r\nfailed to create physical plan,897\r\n"));
    await expect(ask(history)).rejects.toThrow("failed to create physical plan");
  });

  const json = (message: string) => JSON.stringify({ code: "x", message });
  it.each([
    [400, "failed"],
    [401, "token"],
    [403, "token"],
    [404, "bucket"],
    [429, "busy"],
    [500, "failed"],
    [503, "busy"],
  ] as const)("status %i: %s, with its words and when to ask again", async (status, expected) => {
    const headers = { "content-type": "application/json", "retry-after": "7" };
    const { history } = await serverWith(send(json("its own words"), status, headers));
    expect(await trouble(ask(history))).toBe(expected);
    await expect(ask(history)).rejects.toMatchObject({ retryAfterSeconds: 7 });
    await expect(ask(history)).rejects.toThrow("its own words");
  });

  it("a wrong token: token; a wrong organisation or bucket: bucket", async () => {
    const { url } = await serverWith(null);
    const place = placeAt(url);
    expect(await trouble(ask(openHistory({ ...place, token: "other" })))).toBe("token");
    expect(await trouble(ask(openHistory({ ...place, organization: "other" })))).toBe("bucket");
    expect(await trouble(ask(openHistory({ ...place, bucket: "other" })))).toBe("bucket");
  });
});

describe("InfluxDB away", () => {
  it("nobody listens: unreachable, and it answers again when somebody does", async () => {
    const { server, history } = await serverWith(send(recorded));
    server.stop();
    expect(await trouble(ask(history))).toBe("unreachable");
  });

  it("the connection breaks off in the middle: unreachable, not a shorter answer", async () => {
    const { server, history } = await serverWith((response) => {
      response.write(csv(...good));
      setImmediate(() => response.destroy());
    });
    expect(await trouble(ask(history))).toBe("unreachable");
    server.ill = send(recorded);
    expect(plain(await ask(history))).toEqual(meaning);
  });

  it("it takes the question and says nothing: silent after historyQueryMsMax, and the request is cut", async () => {
    const cut: boolean[] = [];
    const { history } = await serverWith(
      (response) => void response.on("close", () => cut.push(!response.writableFinished)),
      { historyQueryMsMax: 80 },
    );
    expect(await trouble(ask(history))).toBe("silent");
    await until(() => expect(cut).toEqual([true]));
  });

  it("it begins and does not end: the question is refused, and the request is cut", async () => {
    const cut: boolean[] = [];
    const { history } = await serverWith(
      (response) => {
        response.write(csv(...good));
        response.on("close", () => cut.push(!response.writableFinished));
      },
      { historyQueryMsMax: 80 },
    );
    await expect(ask(history)).rejects.toThrow(QueryRefused);
    await until(() => expect(cut).toEqual([true]));
  });
});

describe("many questions", () => {
  it("run historyQuestionsRunningMax at a time, wait in their order, and beyond are refused: busy", async () => {
    const held: ServerResponse[] = [];
    const limits = { historyQuestionsRunningMax: 2, historyQuestionsWaitingMax: 3 };
    const { server, history } = await serverWith((response) => void held.push(response), limits);
    const asked = [1, 2, 3, 4, 5].map(() => ask(history));
    expect(await trouble(ask(history))).toBe("busy");
    for (let answered = 0; answered < 5; answered++) {
      await until(() => expect(held.length).toBeGreaterThan(0));
      expect(server.questions.length).toBeLessThanOrEqual(answered + 2);
      held.shift()?.end(recorded);
    }
    expect((await Promise.all(asked)).map(plain)).toEqual([1, 2, 3, 4, 5].map(() => meaning));
    server.ill = send(recorded);
    expect(plain(await ask(history))).toEqual(meaning);
  });

  it("one whose time passes while it waits is told so, and does not take a turn later", async () => {
    const limits = { historyQuestionsRunningMax: 1, historyQueryMsMax: 80 };
    const { server, history } = await serverWith(() => undefined, limits);
    const first = trouble(ask(history));
    const second = trouble(ask(history));
    expect(await first).toBe("silent");
    expect(["busy", "silent"]).toContain(await second);
    server.ill = send(recorded);
    expect(plain(await ask(history))).toEqual(meaning);
  });
});
