import { describe, expect, it, onTestFinished } from "vitest";
import type { Channel, Delivery, DeliveryOutcome } from "../../alerts/channels/channel.ts";
import { Dispatcher } from "../../alerts/dispatcher.ts";
import type { Clock } from "../../telemetry/clock.ts";
import type { Act } from "../../telemetry/journal.ts";
import { until } from "../until.ts";
import { bearer, type House, openHouse, startMs } from "./house.ts";

type Deliver = (delivery: Delivery) => Promise<DeliveryOutcome>;

const delivered: DeliveryOutcome = { kind: "delivered", detail: "taken" };
const alarmBody = JSON.stringify({ alarm: { id: "a1" } });

/** A house with one channel whose receiver is the test. */
const stage = async (deliver: Deliver) => {
  const attempts: Delivery[] = [];
  const channel: Channel = {
    name: "noc",
    deliver: (delivery) => {
      attempts.push(delivery);
      return deliver(delivery);
    },
    close: async () => {},
  };
  // The dispatcher needs the house's gate, and the house a dispatcher.
  const late: { act: Act | null; clock: Clock } = { act: null, clock: () => startMs };
  const dispatcher = new Dispatcher({
    channels: [channel],
    act: (change) => (late.act === null ? Promise.reject(new Error("no gate yet")) : late.act(change)),
    clock: () => late.clock(),
    random: () => 0,
  });
  onTestFinished(() => dispatcher.stop());
  const health = () =>
    dispatcher.health().map(({ channel: name, lastSuccessAtMs, lastError, waiting, pausedUntilMs }) => ({
      name,
      kind: "webhook",
      healthy: lastError === null,
      lastSuccessAtMs,
      lastFailureAtMs: lastError?.atMs ?? null,
      lastError: lastError?.detail ?? null,
      waiting,
      pausedUntilMs,
    }));
  const house: House = await openHouse({ context: { dispatcher, channels: health } });
  late.act = house.gate.act;
  late.clock = house.clock;
  const headers = {
    desk: bearer(await house.key("noc-operator")),
    admin: bearer(await house.key("admin")),
  };
  const post = (path: string, who: keyof typeof headers = "desk") =>
    house.api.inject({ method: "POST", url: `/api/v1/${path}`, headers: headers[who] });
  const items = async (path: string) =>
    (await house.api.inject({ url: `/api/v1/${path}`, headers: headers.desk })).json().items;
  const audit = async () =>
    (await house.api.inject({ url: "/api/v1/audit", headers: headers.admin })).json().items;
  const write = (id: string, channelName: string, outcomes: readonly ("failed" | "dead" | "delivered")[]) =>
    house.gate.act((rows) => {
      const body = alarmBody;
      rows.notification.push({ id, transition: "t", channel: channelName, createdAtMs: startMs, body });
      for (const [index, outcome] of outcomes.entries()) {
        const attempt = { attemptedAtMs: startMs + index, attempt: index + 1, detail: `HTTP ${index}` };
        rows.delivery.push({ ...attempt, notification: id, outcome });
      }
    });
  return { house, attempts, post, items, audit, write };
};

describe("notifications by how they fared", () => {
  it("lists those that are dead, waiting, retrying or delivered, and those of a channel", async () => {
    const { items, write } = await stage(async () => delivered);
    await write("n1", "noc", ["failed", "dead"]);
    await write("n2", "noc", []);
    await write("n3", "pager", ["failed"]);
    await write("n4", "pager", ["failed", "delivered"]);
    const ids = async (query: string): Promise<string[]> =>
      (await items(`notifications?${query}`)).map(({ id }: { id: string }) => id);
    expect(await ids("outcome=dead")).toEqual(["n1"]);
    expect(await ids("outcome=waiting")).toEqual(["n2"]);
    expect(await ids("outcome=retrying")).toEqual(["n3"]);
    expect(await ids("outcome=delivered")).toEqual(["n4"]);
    expect(await ids("channel=pager")).toEqual(["n4", "n3"]);
    expect(await ids("channel=pager&outcome=dead")).toEqual([]);
    expect(await items("channels")).toMatchObject([{ name: "noc", state: "untried", deadLetters: 1 }]);
  });
});

describe("a dead notification", () => {
  it("is sent again with its id and body, durably, and the audit log knows by whom", async () => {
    const { attempts, post, items, audit, write } = await stage(async () => delivered);
    await write("n1", "noc", ["failed", "failed", "dead"]);
    const answer = await post("notifications/n1/retry");
    expect([answer.statusCode, answer.json()]).toMatchObject([
      200,
      { id: "n1", status: "waiting", attempts: 3 },
    ]);
    await until(async () =>
      expect(await items("notifications")).toMatchObject([{ id: "n1", status: "delivered", attempts: 4 }]),
    );
    expect(attempts).toEqual([{ id: "n1", body: alarmBody }]);
    expect(await items("channels")).toMatchObject([{ state: "working", deadLetters: 0 }]);
    expect(await audit()).toMatchObject([{ action: "notification.retry", target: "n1" }]);
  });

  it("is open again after a restart, with its attempts and the time that it was opened", async () => {
    const { house, post, write } = await stage(() => new Promise(() => {}));
    await write("n1", "noc", ["failed", "dead"]);
    house.time.nowMs += 5_000;
    await post("notifications/n1/retry");
    const [open] = await house.store.outbox({ channel: "noc", rowsMax: 9 });
    expect(open).toMatchObject({ row: { id: "n1" }, attempts: 2, againAtMs: startMs + 5_000 });
  });

  it.each([
    ["that is delivered", "n1", 409, "Only a dead notification is sent again"],
    ["that still waits", "n2", 409, "Only a dead notification is sent again"],
    ["whose channel is gone", "n3", 409, 'There is no channel "pager" any more'],
    ["that does not exist", "n9", 404, "does not exist"],
  ])("%s is not sent", async (_name, id, code, detail) => {
    const { attempts, post, write } = await stage(async () => delivered);
    await write("n1", "noc", ["delivered"]);
    await write("n2", "noc", []);
    await write("n3", "pager", ["dead"]);
    const answer = await post(`notifications/${id}/retry`);
    expect([answer.statusCode, answer.json().detail]).toEqual([code, expect.stringContaining(detail)]);
    expect(attempts).toEqual([]);
  });

  it("asked for twice at once is sent once", async () => {
    const { attempts, post, write } = await stage(async () => delivered);
    await write("n1", "noc", ["dead"]);
    const codes = (await Promise.all([post("notifications/n1/retry"), post("notifications/n1/retry")])).map(
      ({ statusCode }) => statusCode,
    );
    expect(codes.sort()).toEqual([200, 409]);
    await until(() => expect(attempts).toHaveLength(1));
  });
});

describe("the test of a channel", () => {
  it("sends a notification that says so by the channel's own way and answers what came of it", async () => {
    const answers: DeliveryOutcome[] = [
      { kind: "unavailable", detail: "HTTP 503", retryAfterMs: null },
      delivered,
    ];
    const { attempts, post, items, audit } = await stage(async () => answers.shift() ?? delivered);
    expect((await post("channels/noc/test", "admin")).json()).toEqual({
      outcome: "unavailable",
      detail: "HTTP 503",
    });
    expect(await items("channels")).toMatchObject([{ state: "degraded", lastError: "HTTP 503" }]);
    expect((await post("channels/noc/test", "admin")).json()).toEqual({
      outcome: "delivered",
      detail: "taken",
    });
    const bodies = attempts.map(({ body }) => JSON.parse(body));
    expect(bodies).toMatchObject([
      { event: "test", kind: "test", alarm: null, title: { vi: "Thử kênh thông báo" } },
      { text: { en: expect.stringContaining('the channel "noc"') } },
    ]);
    expect(new Set(attempts.map(({ id }) => id)).size).toBe(2);
    expect(await audit()).toMatchObject([
      { action: "channel.test", target: "noc" },
      { action: "channel.test" },
    ]);
    expect(await items("notifications")).toEqual([]);
  });

  it("is for administrators, of channels that are there, and one at a time", async () => {
    const answer = Promise.withResolvers<DeliveryOutcome>();
    const { post, attempts } = await stage(() => answer.promise);
    expect((await post("channels/noc/test")).statusCode).toBe(403);
    expect((await post("channels/pager/test", "admin")).statusCode).toBe(404);
    const first = post("channels/noc/test", "admin");
    await until(() => expect(attempts).toHaveLength(1));
    expect((await post("channels/noc/test", "admin")).statusCode).toBe(409);
    answer.resolve(delivered);
    expect((await first).statusCode).toBe(200);
    expect(attempts).toHaveLength(1);
  });
});
