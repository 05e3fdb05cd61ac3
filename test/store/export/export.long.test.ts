import { describe, expect, test } from "vitest";
import { until } from "../../until.ts";
import { temporaryDirectory } from "../journal-fixture.ts";
import { linesOf, openExportStand } from "./export-stand.ts";
import { errorBody, startFakeInflux } from "./fake-influx.ts";

const open = async () => {
  const influx = await startFakeInflux();
  return { influx, stand: await openExportStand(influx.url) };
};

test("what is committed is written once, in its order, with token, organization, bucket and precision", async () => {
  const { influx, stand } = await open();
  const rows = stand.readings(5);
  await stand.commit({ fresh: rows });
  await until(() => expect(influx.stored).toEqual(linesOf(rows)));
  const [write] = influx.writes;
  expect(write?.authorization).toBe("Token a secret token");
  expect(write?.url.pathname).toBe("/api/v2/write");
  expect(Object.fromEntries(write?.url.searchParams ?? [])).toEqual({
    org: "noc",
    bucket: "telemetry",
    precision: "ms",
  });
  await until(() => expect(stand.running.figures.health(Date.now())).toMatchObject({ lagReadings: 0 }));
});

test("readings that come late are exported too, with their lag", async () => {
  const { influx, stand } = await open();
  await stand.commit({ fresh: stand.readings(2, 1_000_000) });
  await until(() => expect(influx.stored.length).toBe(2));
  await stand.commit({ behind: [[1, 5_000, 7, 86_400_000]] });
  await until(() =>
    expect(influx.stored.at(-1)).toBe("reading,site=S1,node=n1,metric=m1 value=7,lag=86400000i 5000"),
  );
});

describe("what passes by itself is tried again for ever, and nothing is lost", () => {
  const passing = [
    [{ status: 500, body: errorBody("internal error", "disk") }, "failing"],
    [{ status: 502 }, "failing"],
    [{ status: 503 }, "busy"],
    [{ status: 408 }, "failing"],
    ["cut", "unreachable"],
  ] as const;

  test("server errors, a gateway without server, a busy one, one that cuts the connection", async () => {
    const { influx, stand } = await open();
    const { figures } = stand.running;
    const rows = stand.readings(passing.length);
    for (const [at, [answer, kind]] of passing.entries()) {
      const before = figures.failures.get(kind) ?? 0;
      influx.answer(() => answer);
      await stand.commit({ fresh: rows.slice(at, at + 1) });
      await until(() => expect(figures.failures.get(kind)).toBeGreaterThanOrEqual(before + 2));
      expect(figures.state).toBe("waiting");
      expect(figures.health(Date.now()).lagReadings).toBe(1);
      influx.answer(() => ({ status: 204 }));
      await until(() => expect(influx.stored).toEqual(linesOf(rows.slice(0, at + 1))));
      await until(() => expect(figures.detail).toBeNull());
    }
  });

  test("a server that takes the request and never answers is given up in time", async () => {
    const influx = await startFakeInflux();
    influx.answer(() => "hang");
    const stand = await openExportStand(influx.url, { limits: { requestMsMax: 60 } });
    const rows = stand.readings(3);
    await stand.commit({ fresh: rows });
    await until(() => expect(stand.running.figures.failures.get("silent")).toBeGreaterThanOrEqual(2));
    expect(stand.running.figures.detail).toMatch(/no answer within 60 ms/);
    influx.answer(() => ({ status: 204 }));
    await until(() => expect(influx.stored).toEqual(linesOf(rows)));
  });

  test("nobody there at all", async () => {
    const stand = await openExportStand("http://127.0.0.1:1");
    await stand.commit({ fresh: stand.readings(3) });
    await until(() => expect(stand.running.figures.failures.get("unreachable")).toBeGreaterThanOrEqual(2));
    expect(stand.running.figures.detail).toMatch(/ECONNREFUSED/);
  });
});

test("429 waits as long as Retry-After says, in seconds", async () => {
  const influx = await startFakeInflux();
  influx.answer(() => ({ status: 429, headers: { "retry-after": "1" } }));
  const stand = await openExportStand(influx.url);
  await stand.commit({ fresh: stand.readings(1) });
  await until(() => expect(influx.writes.length).toBe(1));
  influx.answer(() => ({ status: 204 }));
  await until(() => expect(influx.stored.length).toBe(1));
  const [first, second] = influx.writes;
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
  expect(stand.running.figures.failures.get("busy")).toBe(1);
});

test("what somebody has to mend stops the export, keeps the data, is told, and resumes by itself", async () => {
  const { influx, stand } = await open();
  const { figures } = stand.running;
  const wrong = [
    [401, "denied"],
    [403, "denied"],
    [404, "missing"],
    [200, "unexpected"],
  ] as const;
  const rows = stand.readings(wrong.length);
  for (const [at, [status, kind]] of wrong.entries()) {
    stand.alarms.length = 0;
    const before = figures.failures.get(kind) ?? 0;
    influx.answer(() => ({ status, body: errorBody("wrong", "somebody has to mend it") }));
    await stand.commit({ fresh: rows.slice(at, at + 1) });
    await until(() => expect(figures.failures.get(kind)).toBeGreaterThanOrEqual(before + 2));
    expect(figures.state).toBe("stopped");
    expect(stand.alarms.length).toBe(1);
    expect(stand.alarms[0]).toMatch(new RegExp(`^${kind}: `));
    influx.answer(() => ({ status: 204 }));
    await until(() => expect(influx.stored).toEqual(linesOf(rows.slice(0, at + 1))));
    await until(() => expect(stand.alarms.at(-1)).toBeNull());
  }
  expect(stand.log.join()).not.toContain("a secret token");
});

test("the alarm says what is in the way now, not what was at first", async () => {
  const { influx, stand } = await open();
  influx.answer(() => ({ status: 401, body: errorBody("unauthorized", "unknown token") }));
  await stand.commit({ fresh: stand.readings(1) });
  await until(() => expect(stand.alarms.at(-1)).toBe("denied: unknown token"));
  influx.answer(() => ({ status: 404, body: errorBody("not found", "no such bucket") }));
  await until(() => expect(stand.alarms.at(-1)).toBe("missing: no such bucket"));
  expect(stand.alarms.length).toBe(2);
});

/** What InfluxDB says of a body of which it stored a part. */
const partialWrite = (bad: (line: string) => boolean) => (lines: readonly string[]) => {
  const dropped = lines.filter(bad);
  if (dropped.length === 0) return { status: 204 };
  const message = `partial write: field type conflict: dropped=${dropped.length}`;
  return {
    status: 400,
    body: errorBody("invalid", message),
    stored: lines.filter((line) => !bad(line)),
  };
};

describe("lines that the server does not take", () => {
  test("are found by halving and set aside with the reason; all others are stored", async () => {
    const { influx, stand } = await open();
    const bad = (line: string): boolean => / value=(3|17).5 /.test(line);
    for (const [round, status] of [400, 422, 201].entries()) {
      influx.answer((lines) =>
        lines.some(bad) ? { status, body: errorBody("invalid", `no. ${status}`) } : { status: 204 },
      );
      const rows = stand.readings(40, round * 100_000);
      await stand.commit({ fresh: rows });
      const good = linesOf(rows).filter((line) => !bad(line));
      await until(() => expect(influx.stored).toEqual(expect.arrayContaining(good)));
      await until(() => expect(stand.running.figures.refused).toBe(2 * (round + 1)));
      await until(async () => {
        const kept = await stand.store.quarantine({ before: null, rowsMax: 2, sites: null });
        expect(kept.map(({ payload }) => payload).sort()).toEqual(linesOf(rows).filter(bad).sort());
        for (const row of kept)
          expect(row).toMatchObject({
            site: "S1",
            metric: "m1",
            topic: "influxdb",
            reason: "export-refused",
          });
        expect(kept[0]?.detail).toContain(String(status));
      });
    }
    expect(influx.stored.filter(bad)).toEqual([]);
    expect(stand.running.figures.state).toBe("running");
  });

  test("a partial write is not taken for success", async () => {
    const influx = await startFakeInflux();
    influx.answer(partialWrite((line) => line.includes("value=7.5 ")));
    const stand = await openExportStand(influx.url);
    const rows = stand.readings(20);
    await stand.commit({ fresh: rows });
    await until(() => expect(stand.running.figures.refused).toBe(1));
    expect(new Set(influx.stored)).toEqual(
      new Set(linesOf(rows).filter((line) => !line.includes("value=7.5 "))),
    );
  });

  test("what lies before the bucket's retention is set aside at once, and the next batch goes on", async () => {
    const influx = await startFakeInflux();
    influx.answer((lines) => ({
      status: 422,
      body: errorBody(
        "unprocessable entity",
        `failure writing points to database: partial write: points beyond retention policy dropped=${lines.length}`,
      ),
    }));
    const stand = await openExportStand(influx.url);
    await stand.commit({ fresh: stand.readings(100) });
    await until(() => expect(stand.running.figures.refused).toBe(100));
    expect(influx.writes.length).toBe(1);
    influx.answer(() => ({ status: 204 }));
    await stand.commit({ fresh: stand.readings(3, 1_000_000) });
    await until(() => expect(influx.stored.length).toBe(3));
  });

  test("a server that refuses every single line is no matter of lines: the export stops", async () => {
    const influx = await startFakeInflux();
    influx.answer(() => ({ status: 400, body: errorBody("invalid", "field type conflict") }));
    const stand = await openExportStand(influx.url);
    const rows = stand.readings(100);
    await stand.commit({ fresh: rows });
    await until(() => expect(stand.alarms[0]).toContain("field type conflict"));
    expect(stand.running.figures.refused).toBe(0);
    influx.answer(() => ({ status: 204 }));
    await until(() => expect(influx.stored).toEqual(linesOf(rows)));
  });

  test("nor is it when they come a few at a time: small batches of refused lines add up", async () => {
    const influx = await startFakeInflux();
    influx.answer(() => ({ status: 400, body: errorBody("invalid", "field type conflict") }));
    const stand = await openExportStand(influx.url);
    const { figures } = stand.running;
    const rows = stand.readings(40);
    for (let at = 0; at < 15; at += 5) {
      await stand.commit({ fresh: rows.slice(at, at + 5) });
      await until(() => expect(figures.refused).toBe(at + 5));
    }
    expect(figures.state).toBe("running");
    await stand.commit({ fresh: rows.slice(15) });
    await until(() => expect(stand.alarms.at(-1)).toBe("refused: field type conflict"));
    influx.answer(() => ({ status: 204 }));
    await until(() => expect(influx.stored).toEqual(linesOf(rows.slice(15))));
    expect(figures.refused).toBe(15);
  });

  test("a body that is too large is sent in parts", async () => {
    const influx = await startFakeInflux();
    influx.answer((lines) => (lines.length > 10 ? { status: 413 } : { status: 204 }));
    const stand = await openExportStand(influx.url);
    const rows = stand.readings(64);
    await stand.commit({ fresh: rows });
    await until(() => expect(influx.stored).toEqual(linesOf(rows)));
    expect(stand.running.figures.refused).toBe(0);
  });

  test("I9: quarantine takes `keptLinesPerMinuteMax` of them, the rest is counted", async () => {
    const influx = await startFakeInflux();
    influx.answer(partialWrite((line) => line.includes("site=S2")));
    const stand = await openExportStand(influx.url, { limits: { keptLinesPerMinuteMax: 3 } });
    await stand.commit({ fresh: [...stand.readings(5, 0, 1), ...stand.readings(9, 0, 2)] });
    await until(() => expect(stand.running.figures.refused).toBe(9));
    await until(async () =>
      expect((await stand.store.quarantine({ before: null, rowsMax: 10, sites: null })).length).toBe(3),
    );
    expect(stand.running.figures.refusedDropped).toBe(6);
  });
});

test("a backlog is caught up in batches, in order, and what comes meanwhile follows", async () => {
  const influx = await startFakeInflux();
  influx.answer(() => ({ status: 503 }));
  const stand = await openExportStand(influx.url, { limits: { batchReadingsMax: 100 } });
  const backlog = stand.readings(2_500);
  for (let from = 0; from < backlog.length; from += 500)
    await stand.commit({ fresh: backlog.slice(from, from + 500) });
  await until(() => expect(stand.running.figures.state).toBe("waiting"));
  influx.answer(() => ({ status: 204 }));
  const live = stand.readings(10, 10_000_000, 2);
  await stand.commit({ fresh: live });
  await until(() => expect(influx.stored).toEqual(linesOf([...backlog, ...live])));
  expect(Math.max(...influx.writes.map(({ lines }) => lines.length))).toBe(100);
});

test("a restart goes on after what was taken", async () => {
  const influx = await startFakeInflux();
  const directory = temporaryDirectory();
  const first = await openExportStand(influx.url, { directory });
  const rows = first.readings(10);
  await first.commit({ fresh: rows });
  await until(() => expect(first.running.figures.points.get("reading")).toBe(10));
  await first.running.stop();
  await first.store.close();
  const second = await openExportStand(influx.url, { directory });
  await second.commit({ fresh: second.readings(2, 100_000) });
  await until(() => expect(influx.stored.length).toBe(12));
  expect(influx.stored.slice(0, 10)).toEqual(linesOf(rows));
});

test("what a server took last is sent again after it was gone, and again only once", async () => {
  const influx = await startFakeInflux();
  const stand = await openExportStand(influx.url, { limits: { settleMs: 60_000 } });
  const first = stand.readings(5);
  await stand.commit({ fresh: first });
  await until(() => expect(stand.running.figures.points.get("reading")).toBe(5));
  influx.answer(() => "cut");
  const second = stand.readings(5, 1_000_000);
  await stand.commit({ fresh: second });
  await until(() => expect(stand.running.figures.failures.get("unreachable")).toBeGreaterThanOrEqual(3));
  influx.answer(() => ({ status: 204 }));
  await until(() => expect(influx.stored).toEqual(linesOf([...first, ...first, ...second])));
});

test("I9: a server that asks for longer than `retryAfterMsMax` is tried before", async () => {
  const influx = await startFakeInflux();
  influx.answer(() => ({ status: 503, headers: { "retry-after": "3600" } }));
  const stand = await openExportStand(influx.url, { limits: { retryAfterMsMax: 30 } });
  await stand.commit({ fresh: stand.readings(1) });
  await until(() => expect(influx.writes.length).toBeGreaterThanOrEqual(2));
});

test("I9: a backlog is sent no faster than `readingsPerSecondMax`", async () => {
  const influx = await startFakeInflux();
  const stand = await openExportStand(influx.url, {
    limits: { batchReadingsMax: 100, readingsPerSecondMax: 2_000 },
  });
  await stand.commit({ fresh: stand.readings(1_000) });
  await until(() => expect(influx.stored.length).toBe(1_000));
  const first = influx.writes[0]?.atMs ?? 0;
  // Nine batches of the ten have one after them to wait for.
  expect((influx.writes.at(-1)?.atMs ?? 0) - first).toBeGreaterThanOrEqual(400);
});
