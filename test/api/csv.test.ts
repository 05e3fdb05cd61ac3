import { request } from "node:http";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { localTime } from "../../api/csv-file.ts";
import { csvLines } from "../../inventory/csv-rows.ts";
import { until } from "../until.ts";
import { bearer, type House, openHouse, scopes, startMs } from "./house.ts";

const minuteMs = 60_000;
const iso = (atMs: number) => new Date(atMs).toISOString();

/** Holds up whoever reads from the store next: resolves when somebody does. */
const holding = ({ store }: Pick<House, "store">): readonly [Promise<void>, () => void] => {
  const read = store.readings.bind(store);
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  store.readings = async (...question) => {
    asked.resolve();
    await released.promise;
    return read(...question);
  };
  return [asked.promise, released.resolve];
};

describe("readings as CSV", () => {
  const opened = async (limits = {}) => {
    const house = await openHouse({ limits });
    const send = (voltage: number) =>
      house.publish("sites/VTL1/pwr/telemetry", {
        ts: house.time.nowMs,
        values: { "mains.voltage": voltage },
      });
    for (const voltage of [231, 229.5, 0, -1, 228]) {
      await send(voltage);
      house.time.nowMs += minuteMs;
    }
    const key = await house.key("technician");
    const ask = (query: string, own = key) =>
      house.api.inject({ url: `/api/v1/readings.csv?${query}`, headers: bearer(own) });
    return { house, ask };
  };
  const series = "site=VTL1&node=pwr&metric=mains.voltage";

  it("are the readings of the list, over any number of pages, in both times", async () => {
    const { house, ask } = await opened({ readingsRowsMax: 2 });
    const answer = await ask(series);
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(answer.body.startsWith("\uFEFF")).toBe(true);
    expect(answer.body).toContain("\r\n");
    const rows: unknown[] = parse(answer.body, { bom: true, columns: true });
    const key = await house.key("technician");
    const list = await house.api.inject({
      url: `/api/v1/readings?${series}&limit=2`,
      headers: bearer(key),
    });
    const [first] = list.json().items;
    expect(rows[0]).toEqual({
      time_utc: first.ts,
      time_local: "2026-01-31T10:00:00.000+07:00",
      value: "231",
      received_utc: first.receivedAt,
      clock: "device",
    });
    expect(rows.map((row) => Object(row).value)).toEqual(["231", "229.5", "0", "228"]);
  });

  it("csvFilesMax: one too many comes again; one that is read to its end, or breaks off, makes room", async () => {
    const { house, ask } = await opened({ csvFilesMax: 1, readingsRowsMax: 1 });
    for (const _ of [1, 2]) await until(async () => expect((await ask(series)).statusCode).toBe(200));
    const address = await house.api.listen({ host: "127.0.0.1", port: 0 });
    const [held, release] = holding(house);
    const headers = bearer(await house.key("technician"));
    const slow = request(`${address}/api/v1/readings.csv?${series}`, { headers });
    slow.on("error", () => undefined);
    slow.end();
    await held;
    const refused = await ask(series);
    expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([429, "5"]);
    expect(refused.json()).toMatchObject({ code: "too-many-requests", retry: true });
    slow.destroy();
    release();
    await until(async () => expect((await ask(series)).statusCode).toBe(200));
  });

  it("have an ASCII name and a Vietnamese one", async () => {
    const { ask } = await opened();
    const { headers } = await ask(series);
    expect(headers["content-disposition"]).toBe(
      `attachment; filename="readings VTL1 pwr mains.voltage.csv"; filename*=UTF-8''${encodeURIComponent("Số đo VTL1 Viettel 1 pwr mains.voltage.csv")}`,
    );
  });

  it("come in steps too, and what is wrong with the question is answered before a byte", async () => {
    const { ask } = await opened();
    const steps = await ask(`${series}&step=1h&aggregate=count`);
    const rows: unknown[] = parse(steps.body, { bom: true, columns: true });
    expect(rows).toMatchObject([{ time_utc: iso(startMs), value: "4", received_utc: "" }]);
    const wrong = await ask(`${series}&from=${iso(startMs + minuteMs)}&to=${iso(startMs)}`);
    expect([wrong.statusCode, wrong.json().code]).toEqual([400, "invalid-range"]);
    const unknown = await ask("site=NOWHERE&node=pwr&metric=mains.voltage");
    expect([unknown.statusCode, unknown.json().code]).toEqual([404, "not-found"]);
  });

  it("are not told of sites out of scope", async () => {
    const { house, ask } = await opened();
    const key = await house.key("technician", scopes.vnp);
    expect((await ask(series, key)).statusCode).toBe(404);
  });
});

describe("the ledger of outages as CSV", () => {
  it("is the list, row for row, with a name of its own in Vietnamese", async () => {
    const house = await openHouse({ limits: { pageItemsMax: 1 } });
    for (const node of ["VTL1/pwr", "VNP1/pwr"]) {
      await house.publish(`sites/${node}/telemetry`, {
        ts: house.time.nowMs,
        values: { "mains.voltage": 230 },
      });
    }
    await house.gate.act((rows) => {
      for (const [id, site] of [
        ["a", "VTL1"],
        ["b", "VNP1"],
      ] as const) {
        const facts = { site, node: null, fromMs: startMs, toMs: startMs + minuteMs, causeClass: "power" };
        const body = {
          ...facts,
          ...{ id: id.repeat(24), alarm: null, causeAlarm: null, confirmedBy: "alarm", corrections: [] },
        };
        rows.outage.push({
          ...facts,
          ...{ id: body.id, subject: "site", changedAtMs: startMs, body: JSON.stringify(body) },
        });
      }
    });
    const key = await house.key("regulator");
    const list = await house.api.inject({ url: "/api/v1/outages", headers: bearer(key) });
    const items: { id: string }[] = list.json().items ?? [];
    const answer = await house.api.inject({ url: "/api/v1/outages.csv", headers: bearer(key) });
    expect(answer.statusCode).toBe(200);
    const rows: { id: string }[] = parse(answer.body, { bom: true, columns: true });
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(items.map(({ id }) => id)));
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({ site_name: "Viettel 1", minutes: "1", node: "" });
    expect(answer.headers["content-disposition"]).toContain(
      `filename*=UTF-8''${encodeURIComponent("Sổ mất liên lạc.csv")}`,
    );
  });
});

it("no cell of ours runs as a formula", () => {
  expect(csvLines([["=1+1", "+84", "-x", "@a", -1, null, true, 'say "hi"']])).toBe(
    `'=1+1,'+84,'-x,'@a,-1,,true,"say ""hi"""\r\n`,
  );
  expect(csvLines([])).toBe("");
});

it("local time is seven hours ahead, whatever the machine's zone", () => {
  expect(localTime("2026-01-31T20:00:00.000Z")).toBe("2026-02-01T03:00:00.000+07:00");
});
