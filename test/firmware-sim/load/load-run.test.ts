import { createServer, type Server } from "node:net";
import { Aedes } from "aedes";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forkLoad } from "../../../firmware-sim/load/fork-load.ts";
import type { LoadPlan, LoadProgress } from "../../../firmware-sim/load/load-plan.ts";
import { runLoad } from "../../../firmware-sim/load/load-run.ts";

interface Message {
  readonly topic: string;
  readonly ts: number;
  readonly seq: number;
  readonly readings: number;
}

let broker: Aedes;
let server: Server;
let port: number;
let received: Message[];

const read = (packet: { readonly topic: string; readonly payload: string | Buffer }): Message => {
  const body: unknown = JSON.parse(packet.payload.toString());
  if (typeof body !== "object" || body === null) throw new Error("not an object");
  if (!("ts" in body && "seq" in body && "values" in body)) throw new Error("not a telemetry message");
  const readings = Object.keys(Object(body.values)).length;
  return { topic: packet.topic, ts: Number(body.ts), seq: Number(body.seq), readings };
};

beforeEach(async () => {
  received = [];
  broker = await Aedes.createBroker({
    authenticate: (_client, username, password, done) =>
      done(null, username === "dev-1" || password?.toString() === "secret"),
    authorizePublish: (client, packet, done) => {
      if (client !== null) received.push(read(packet));
      done(null);
    },
  });
  server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterEach(async () => {
  await new Promise<void>((resolve) => broker.close(resolve));
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const connectionsOf = (count: number): LoadPlan["connections"] =>
  Array.from({ length: count }, (_, index) => ({
    clientId: `dev-${index}`,
    username: `dev-${index}`,
    password: "secret",
    topics: ["pwr", "mw1", "bts"].map((node) => `sites/S${index}/${node}/telemetry`),
  }));

const expectEachReadingOnce = (): void => {
  expect(new Set(received.map(({ topic, ts }) => `${topic} ${ts}`)).size).toBe(received.length);
  for (const { ts } of received) expect(Math.abs(ts - Date.now())).toBeLessThan(60_000);
};

test("at saturation every message arrives whole, once, in order, and is acknowledged", async () => {
  const plan: LoadPlan = {
    port,
    connections: connectionsOf(3),
    mode: { kind: "saturate", backlogMax: 10 },
    durationMs: 200,
  };
  const report = await runLoad(plan);
  expect(report.acknowledged).toBe(report.sent);
  expect(report.sent).toBe(received.length);
  expect(report.messagesPerSecond).toBeGreaterThan(100);
  expect(report.latencyMs.p50).toBeGreaterThan(0);
  expect(new Set(received.map(({ readings }) => readings))).toEqual(new Set([25]));
  expectEachReadingOnce();
  const sequences = received.filter(({ topic }) => topic.startsWith("sites/S0/")).map(({ seq }) => seq);
  expect(sequences).toEqual(sequences.map((_, index) => 1_000_000_000 + index));
});

test("at a fixed rate as many messages are sent as were due, from a process of its own", async () => {
  const plan: LoadPlan = {
    port,
    connections: connectionsOf(4),
    mode: { kind: "rate", messagesPerSecond: 2000, burst: 5 },
    warmupMs: 100,
    durationMs: 400,
    readings: 5,
  };
  const load = forkLoad(plan);
  await load.connected;
  const report = await load.finished;
  expect(report.acknowledged).toBe(report.sent);
  expect(report.sent).toBe(received.length);
  expect(report.sent).toBe(1000);
  expect(new Set(received.map(({ readings }) => readings))).toEqual(new Set([5]));
  expectEachReadingOnce();
});

test("a server that stalls makes the latency as long as the stall, not the message that was on its way", async () => {
  broker.authorizePublish = (client, _packet, done) => {
    if (client === null) done(null);
    else setTimeout(() => done(null), 50);
  };
  const mode = { kind: "rate", messagesPerSecond: 100, backlogMax: 1 } as const;
  const report = await runLoad({ port, connections: connectionsOf(1), mode, durationMs: 200 });
  expect(report).toMatchObject({ due: 20, sent: 20, acknowledged: 20 });
  expect(report.latencyMs.max).toBeGreaterThan(500);
});

test("what is never acknowledged, or could not even be sent, counts with its whole wait", async () => {
  broker.authorizePublish = () => undefined;
  const mode = { kind: "rate", messagesPerSecond: 100, backlogMax: 2 } as const;
  const plan: LoadPlan = { port, connections: connectionsOf(1), mode, durationMs: 100, drainMs: 200 };
  const report = await runLoad(plan);
  expect(report).toMatchObject({ due: 10, sent: 2, acknowledged: 0 });
  expect(report.latencyMs.p50).toBeGreaterThan(200);
});

test("a run that is finished early drains and reports the part that was measured; progress is told", async () => {
  const finish = new AbortController();
  const told: LoadProgress[] = [];
  const plan: LoadPlan = {
    port,
    connections: connectionsOf(2),
    mode: { kind: "rate", messagesPerSecond: 500 },
    durationMs: 60_000,
    progressEveryMs: 50,
  };
  const report = await runLoad(plan, {
    finish: finish.signal,
    progress: (progress) => {
      told.push(progress);
      if (progress.acknowledged > 20) finish.abort();
    },
  });
  expect(report.acknowledged).toBe(report.due);
  expect(report.seconds).toBeLessThan(30);
  expect(report.messagesPerSecond).toBeGreaterThan(0);
  expect(told.at(-1)).toMatchObject({ connected: 2, connections: 2 });
});

test("an answer that is no MQTT, and nobody at all, are told apart", async () => {
  const web = createServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const address = web.address();
  const webPort = typeof address === "object" && address !== null ? address.port : 0;
  const mode = { kind: "idle" } as const;
  const run = () => runLoad({ port: webPort, connections: connectionsOf(1), mode, durationMs: 10 });
  await expect(run()).rejects.toMatchObject({ trouble: "protocol" });
  await new Promise<void>((resolve) => web.close(() => resolve()));
  await expect(run()).rejects.toMatchObject({ trouble: "unreachable" });
});

test("a refused connection fails the run and says who and why", async () => {
  const connections = connectionsOf(1).map((each) => ({ ...each, username: "x", password: "wrong" }));
  const plan: LoadPlan = { port, connections, mode: { kind: "idle" }, durationMs: 10 };
  await expect(runLoad(plan)).rejects.toThrow("dev-0: refused with return code 5");
  await expect(forkLoad(plan).finished).rejects.toThrow("dev-0: refused with return code 5");
});
