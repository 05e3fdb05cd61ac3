import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { makeAuthority } from "../broker/certificates.ts";
import { figureOf, provisionAll } from "./house.ts";
import { documentOf, type House, launchServe, makeHouse, runCommand, type Served } from "./serve.ts";

let authority: ReturnType<typeof makeAuthority>;
let house: House;
let served: Served;

beforeAll(async () => {
  authority = makeAuthority();
  const { key, certificate } = authority.issue("localhost");
  house = makeHouse({
    mqtt: [
      "mqtt:",
      "  host: 127.0.0.1",
      "  port: 0",
      "  tls: { port: 0, key: tls/key.pem, certificate: tls/certificate.pem }",
      "",
    ].join("\n"),
    files: {
      "tls/key.pem": key,
      "tls/certificate.pem": certificate,
      "ca.pem": authority.certificate,
    },
  });
  served = await launchServe(house).ready;
  const items = await provisionAll(house, served);
  house.write("wrong.json", JSON.stringify(items.map((item) => ({ ...item, token: "x" }))));
});
afterAll(async () => {
  await served.kill();
  house.remove();
  authority.remove();
});

const simulate = (...words: string[]) => runCommand(house, ["simulate", ...words]);
const atServe = (...words: string[]) =>
  simulate("--url", served.urls.mqtt, "--devices", "devices.json", ...words);

const latency = z.object({ p50: z.number().positive(), p99: z.number(), p999: z.number(), max: z.number() });
const report = z.object({ messagesPerSecond: z.number(), latencyMs: latency, sendLagMs: latency });

test("a load sends exactly what is due, over TLS too, and reports one JSON document; progress goes elsewhere", async () => {
  const before = await figureOf(served, "tramcanh_readings_total");
  const words = ["--rate", "200", "--sites", "10", "--duration", "1100ms", "--readings", "5", "--json"];
  const ended = await simulate(
    ...["--url", served.urls.tls ?? "", "--ca", "ca.pem", "--devices", "devices.json"],
    ...words,
  );
  const document = documentOf(ended);
  expect(document).toMatchObject({
    sites: 10,
    rate: 200,
    readings: 5,
    due: 220,
    sent: 220,
    unacknowledged: 0,
  });
  const { messagesPerSecond, latencyMs } = report.parse(document);
  expect(messagesPerSecond).toBeGreaterThan(0);
  expect(latencyMs.max).toBeGreaterThanOrEqual(latencyMs.p50);
  expect(ended.log).toMatch(/^1 of 1.1 s {2}due \d+ {2}acknowledged /m);
  expect((await figureOf(served, "tramcanh_readings_total")) - before).toBe(220 * 5);
});

test("simulated sites report at their period, and what became of their messages is told in the end", async () => {
  const words = ["--sites", "5", "--period", "1", "--duration", "1200ms", "--json"];
  const ended = await atServe(...words);
  expect(documentOf(ended)).toMatchObject({ sites: 5, connected: 5, buffered: 0, dropped: 0, reconnects: 0 });
  expect(ended.log).toMatch(/^1 s {2}connected \d of 5 {2}acknowledged /m);
});

test("simulated sites speak the dialect that they are told to", async () => {
  for (const dialect of ["thingsboard", "telegraf"]) {
    const before = await figureOf(served, "tramcanh_readings_total");
    const words = ["--dialect", dialect, "--sites", "3", "--period", "1", "--duration", "1200ms", "--json"];
    const document = documentOf(await atServe(...words, "--buffers", dialect));
    expect(document).toMatchObject({ sites: 3, connected: 3, buffered: 0 });
    expect((await figureOf(served, "tramcanh_readings_total")) - before).toBeGreaterThan(0);
  }
  expect((await served.ask("GET", "/api/v1/quarantine")).body).toMatchObject({ items: [] });
  const { code, log } = await atServe("--dialect", "modbus");
  expect([code, log]).toEqual([2, expect.stringMatching(/native, thingsboard, telegraf/)]);
});

test.each([{ words: ["--rate", "1", "--period", "5"], text: /--period .* does nothing with --rate/ }])(
  "$words is wrong use, with what to do instead",
  async ({ words, text }) => {
    const url = "mqtt://127.0.0.1:1";
    const { code, out, log } = await simulate("--url", url, "--devices", "devices.json", ...words);
    expect([code, out]).toEqual([2, ""]);
    expect(log).toMatch(text);
  },
);

test.each([
  { what: "a load", words: ["--rate", "1"], apart: [] },
  { what: "simulated sites", words: [], apart: ["--buffers", "elsewhere"] },
])(
  "$what: an unreachable broker and refused credentials fail at once with option and fix",
  async ({ words, apart }) => {
    const [nobody, stranger] = await Promise.all([
      simulate("--url", "mqtt://127.0.0.1:1", "--devices", "devices.json", ...words),
      simulate("--url", served.urls.mqtt, "--devices", "wrong.json", ...words, ...apart),
    ]);
    expect([nobody.code, nobody.out]).toEqual([1, ""]);
    expect(nobody.log).toMatch(
      /^error: --url mqtt:\/\/127.0.0.1:1: .*ECONNREFUSED.*\n {4}fix: start the platform/m,
    );
    expect([stranger.code, stranger.out]).toEqual([1, ""]);
    expect(stranger.log).toMatch(/^error: --devices wrong.json: BPH\d+-ctl: .*\n {4}fix: .*device add SITE/m);
  },
);
