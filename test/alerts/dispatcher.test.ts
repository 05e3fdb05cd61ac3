import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { backoff } from "../../alerts/backoff.ts";
import { ChannelQueue, type Waiting } from "../../alerts/channel-queue.ts";
import type { Channel } from "../../alerts/channels/channel.ts";
import { WebhookChannel } from "../../alerts/channels/webhook.ts";
import { Dispatcher, type DispatcherOptions, type OutboxEntry } from "../../alerts/dispatcher.ts";
import { type DeliveryRow, emptyRows, type NotificationRow } from "../../telemetry/journal.ts";
import { until } from "../until.ts";
import { type Received, type Receiver, startReceiver, status } from "./receiver.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

const row = (
  number: number,
  more: { alarm?: string; channel?: string; createdAtMs?: number } = {},
): NotificationRow => ({
  id: `n${number}`,
  transition: `t${number}`,
  channel: more.channel ?? "noc",
  createdAtMs: more.createdAtMs ?? Date.now(),
  body: JSON.stringify({ version: 1, id: `n${number}`, alarm: { id: more.alarm ?? `a${number}` } }),
});

interface Stage {
  readonly dispatcher: Dispatcher;
  readonly receiver: Receiver;
  readonly deliveries: DeliveryRow[];
}

type Answer = (response: ServerResponse, count: number, received: Received) => void;

/** A dispatcher on a receiver, with a journal that keeps outcomes in a list. */
const stage = async (
  answer: Answer,
  options: Partial<DispatcherOptions> = {},
  known?: Receiver,
): Promise<Stage> => {
  const receiver = known ?? (await startReceiver(answer));
  const deliveries: DeliveryRow[] = [];
  const channel = new WebhookChannel({
    name: "noc",
    url: receiver.url,
    secret: "s",
    allowPrivateAddress: true,
    timeoutMs: 2_000,
  });
  const dispatcher = new Dispatcher({
    channels: [channel],
    act: async (change) => {
      const rows = emptyRows();
      const changed = change(rows, Date.now());
      deliveries.push(...rows.delivery);
      return changed;
    },
    clock: Date.now,
    random: () => 0,
    ...options,
    limits: { firstWaitMs: 20, waitMsMax: 40, drainMs: 200, ...options.limits },
  });
  opened.unshift({ close: () => dispatcher.stop() });
  if (known === undefined) opened.push(receiver);
  return { dispatcher, receiver, deliveries };
};

const keys = ({ received }: Receiver): unknown[] => received.map(({ headers }) => headers["idempotency-key"]);
const outcomes = (deliveries: readonly DeliveryRow[]): string[] =>
  deliveries.map(({ notification, attempt, outcome }) => `${notification} ${attempt} ${outcome}`);

describe("dispatcher", () => {
  test("sends at once and writes the outcome down", async () => {
    const { dispatcher, receiver, deliveries } = await stage(status(200));
    dispatcher.enqueue([row(1), row(2)]);
    await until(() => expect(outcomes(deliveries).sort()).toEqual(["n1 1 delivered", "n2 1 delivered"]));
    expect(keys(receiver).sort()).toEqual(["n1", "n2"]);
    expect(dispatcher.health()).toMatchObject([
      {
        channel: "noc",
        waiting: 0,
        delivered: 2,
        dead: 0,
        lastError: null,
        lastSuccessAtMs: expect.any(Number),
      },
    ]);
  });

  test("writes down together what ends together", async () => {
    const written: number[] = [];
    const { dispatcher } = await stage(status(200), {
      act: async (change) => {
        const rows = emptyRows();
        const changed = change(rows, Date.now());
        written.push(rows.delivery.length);
        return changed;
      },
      limits: { outcomeGatherMs: 60_000 },
    });
    dispatcher.enqueue([row(1), row(2), row(3)]);
    await until(() => expect(dispatcher.health()).toMatchObject([{ delivered: 3 }]));
    expect(written).toEqual([]);
    await dispatcher.stop();
    expect(written).toEqual([3]);
  });

  test("tries again after 500 with the same key, and pauses the channel meanwhile", async () => {
    const { dispatcher, receiver, deliveries } = await stage((response, count) =>
      status(count < 2 ? 500 : 200)(response),
    );
    dispatcher.enqueue([row(1)]);
    await until(() => expect(outcomes(deliveries)).toEqual(["n1 1 failed", "n1 2 failed", "n1 3 delivered"]));
    expect(keys(receiver)).toEqual(["n1", "n1", "n1"]);
    expect(receiver.received[0]?.body).toBe(receiver.received[2]?.body);
    expect(dispatcher.health()).toMatchObject([
      { lastError: { detail: "HTTP 500" }, failed: 2, pausedUntilMs: null },
    ]);
  });

  test("waits as long as 429 asks", async () => {
    const { dispatcher, receiver, deliveries } = await stage((response, count) =>
      count === 0 ? status(429, { "retry-after": "1" })(response) : status(200)(response),
    );
    dispatcher.enqueue([row(1)]);
    await until(() => expect(deliveries).toHaveLength(2));
    const [first, second] = receiver.received;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test("a refused notification is dead after its attempts and holds up no other alarm", async () => {
    const { dispatcher, deliveries } = await stage((response, _count, { headers }) =>
      status(headers["idempotency-key"] === "n1" ? 400 : 200)(response),
    );
    dispatcher.enqueue([row(1), row(2)]);
    await until(() => expect(outcomes(deliveries)).toContain("n1 3 dead"));
    expect(outcomes(deliveries).slice(0, 2).sort()).toEqual(["n1 1 failed", "n2 1 delivered"]);
    expect(dispatcher.health()).toMatchObject([{ dead: 1, delivered: 1, waiting: 0 }]);
  });

  test("a notification that never gets through is dead when it is too old", async () => {
    const { dispatcher, deliveries } = await stage(status(503), { limits: { giveUpAfterMs: 1_000 } });
    dispatcher.enqueue([row(1, { createdAtMs: Date.now() - 2_000 })]);
    await until(() => expect(outcomes(deliveries)).toEqual(["n1 1 dead"]));
  });

  test("notifications of one alarm arrive in order, one after the other, over failures", async () => {
    const { dispatcher, receiver, deliveries } = await stage((response, count) =>
      status(count === 1 ? 503 : 200)(response),
    );
    dispatcher.enqueue([1, 2, 3, 4].map((number) => row(number, { alarm: "a" })));
    await until(() => expect(deliveries.filter(({ outcome }) => outcome === "delivered")).toHaveLength(4));
    expect(keys(receiver)).toEqual(["n1", "n2", "n2", "n3", "n4"]);
  });

  test("never has more than eight attempts under way", async () => {
    let open = 0;
    let most = 0;
    const { dispatcher, deliveries } = await stage((response) => {
      most = Math.max(most, ++open);
      setImmediate(() => {
        open--;
        status(200)(response);
      });
    });
    dispatcher.enqueue(Array.from({ length: 100 }, (_, number) => row(number)));
    await until(() => expect(deliveries).toHaveLength(100));
    expect(most).toBeLessThanOrEqual(8);
  });

  test("goes on after a restart: at least once, with the same key (I5)", async () => {
    const before = await stage(() => undefined);
    before.dispatcher.enqueue([row(1)]);
    await until(() => expect(before.receiver.received).toHaveLength(1));
    const stopping = before.dispatcher.stop();
    before.receiver.received.length = 0;
    await stopping;
    const answering = await startReceiver(status(200));
    opened.push(answering);
    const after = await stage(status(200), {}, answering);
    after.dispatcher.restore([{ row: row(1), attempts: 1 }]);
    await until(() => expect(outcomes(after.deliveries)).toEqual(["n1 2 delivered"]));
    expect(keys(answering)).toEqual(["n1"]);
  });

  test.each<[string, (dispatcher: Dispatcher, all: readonly NotificationRow[]) => void, number]>([
    ["at work", (dispatcher, all) => dispatcher.enqueue(all), 40],
    [
      "after a start that reads one more than memory holds",
      (dispatcher, all) => dispatcher.restore(all.slice(0, 11).map((each) => ({ row: each, attempts: 0 }))),
      1,
    ],
  ])(
    "holds a bounded number in memory and fetches the rest from the journal, %s",
    async (_when, take, left) => {
      const all = Array.from({ length: 50 }, (_, number) => row(number));
      const { dispatcher, receiver, deliveries } = await stage(status(200), {
        limits: { waitingMax: 10 },
        refill: async (_channel, rowsMax): Promise<readonly OutboxEntry[]> => {
          const done = new Set(deliveries.map(({ notification }) => notification));
          return all
            .filter(({ id }) => !done.has(id))
            .slice(0, rowsMax)
            .map((each) => ({ row: each, attempts: 0 }));
        },
      });
      take(dispatcher, all);
      expect(dispatcher.health()).toMatchObject([{ waiting: 10, leftInJournal: left }]);
      await until(() => expect(deliveries).toHaveLength(50));
      expect(new Set(keys(receiver))).toEqual(new Set(all.map(({ id }) => id)));
      expect(receiver.received).toHaveLength(50);
    },
  );

  test("a notification for a channel that is gone is dead, visibly", async () => {
    const { dispatcher, deliveries } = await stage(status(200));
    dispatcher.restore([{ row: row(1, { channel: "pager" }), attempts: 2 }]);
    await until(() =>
      expect(deliveries).toMatchObject([
        { attempt: 3, outcome: "dead", detail: 'no channel is named "pager"' },
      ]),
    );
  });

  test("what a receiver will never take is dead at once, with the reason", async () => {
    const refusing: Channel = {
      name: "noc",
      deliver: async () => ({ kind: "impossible", detail: "blocked by the user" }),
      close: async () => {},
    };
    const { dispatcher, deliveries } = await stage(status(200), { channels: [refusing] });
    dispatcher.enqueue([row(1)]);
    await until(() => expect(deliveries).toMatchObject([{ outcome: "dead", detail: "blocked by the user" }]));
    expect(dispatcher.health()).toMatchObject([{ dead: 1, lastError: { detail: "blocked by the user" } }]);
  });

  test("a channel that throws is degraded and visible, and takes nothing else down", async () => {
    const faulty: Channel = {
      name: "faulty",
      deliver: () => Promise.reject(new TypeError("a secret of the channel")),
      close: async () => {},
    };
    const sound: Channel = {
      name: "noc",
      deliver: async () => ({ kind: "delivered", detail: "taken" }),
      close: async () => {},
    };
    const { dispatcher, deliveries } = await stage(status(200), { channels: [faulty, sound] });
    dispatcher.enqueue([row(1, { channel: "faulty" }), row(2)]);
    await until(() => expect(outcomes(deliveries)).toContain("n1 3 dead"));
    expect(outcomes(deliveries)).toContain("n2 1 delivered");
    expect(JSON.stringify(deliveries)).not.toContain("secret");
    expect(dispatcher.health()).toMatchObject([
      { lastError: { detail: "BUG: the channel failed: TypeError" } },
      { dead: 0 },
    ]);
  });

  test("no more attempts at once than the channel bears", async () => {
    let open = 0;
    let most = 0;
    const slow: Channel = {
      name: "noc",
      attemptsAtOnceMax: 2,
      deliver: async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
        return { kind: "delivered", detail: "" };
      },
      close: async () => {},
    };
    const { dispatcher, deliveries } = await stage(status(200), { channels: [slow] });
    dispatcher.enqueue(Array.from({ length: 20 }, (_, number) => row(number)));
    await until(() => expect(deliveries).toHaveLength(20));
    expect(most).toBe(2);
  });

  test("a dead notification is sent again with the same key, and its age counts anew", async () => {
    const { dispatcher, receiver, deliveries } = await stage(
      (response, count) => status(count === 0 ? 503 : 200)(response),
      {
        limits: { giveUpAfterMs: 60_000 },
      },
    );
    const old = row(1, { createdAtMs: Date.now() - 3_600_000 });
    dispatcher.reopen({ row: old, attempts: 4, againAtMs: Date.now() });
    await until(() => expect(outcomes(deliveries)).toEqual(["n1 5 failed", "n1 6 delivered"]));
    expect(keys(receiver)).toEqual(["n1", "n1"]);
  });

  test("a test goes out at once though the channel waits, and one that gets through ends the waiting", async () => {
    const answers = { code: 503 };
    const { dispatcher, receiver, deliveries } = await stage((response) => status(answers.code)(response), {
      limits: { firstWaitMs: 60_000, waitMsMax: 60_000 },
    });
    const probe = { id: "probe", body: "{}" };
    dispatcher.enqueue([row(1)]);
    await until(() => expect(outcomes(deliveries)).toEqual(["n1 1 failed"]));
    expect(await dispatcher.probe("noc", probe)).toMatchObject({ kind: "unavailable", detail: "HTTP 503" });
    expect(dispatcher.health()).toMatchObject([{ waiting: 1, pausedUntilMs: expect.any(Number) }]);
    answers.code = 200;
    expect(await dispatcher.probe("noc", probe)).toEqual({ kind: "delivered", detail: "HTTP 200" });
    await until(() => expect(outcomes(deliveries)).toEqual(["n1 1 failed", "n1 2 delivered"]));
    expect(keys(receiver)).toEqual(["n1", "probe", "probe", "n1"]);
    expect(dispatcher.probe("pager", probe)).toBeNull();
  });

  test("an outcome that the journal can't take is counted and stops nothing", async () => {
    const { dispatcher, receiver } = await stage(status(200), {
      act: () => Promise.reject(new Error("disk full")),
    });
    dispatcher.enqueue([row(1), row(2)]);
    await until(() => expect(dispatcher.unrecorded).toBe(2));
    expect(receiver.received).toHaveLength(2);
  });

  test("stops within its time while a receiver hangs, twice without harm", async () => {
    const { dispatcher, receiver } = await stage(() => undefined);
    dispatcher.enqueue([row(1)]);
    await until(() => expect(receiver.received).toHaveLength(1));
    await dispatcher.stop();
    await dispatcher.stop();
    dispatcher.enqueue([row(2)]);
    expect(receiver.received).toHaveLength(1);
  });
});

describe("waiting times", () => {
  test.each([
    [0, [50, 100, 200, 200]],
    [0.999, [100, 200, 400, 400]],
  ])("double up to the maximum, less up to half by chance %d", (chance, expected) => {
    const waits = backoff({ firstMs: 100, maximumMs: 400, random: () => chance });
    expect(expected.map(() => waits.next().value)).toEqual(expected);
  });
});

describe("order of a channel", () => {
  const item = (id: string, lane: string): Waiting => ({
    id,
    lane,
    body: "",
    createdAtMs: 0,
    attempts: 0,
    refusals: 0,
  });

  test("one at a time of each lane, others pass", () => {
    const queue = new ChannelQueue();
    const [a1, a2, b1] = [item("a1", "a"), item("a2", "a"), item("b1", "b")];
    for (const each of [a1, a2, b1]) queue.add(each);
    expect([queue.next()?.id, queue.next()?.id, queue.next()?.id]).toEqual(["a1", "b1", undefined]);
    queue.again(a1);
    expect([queue.next()?.id, queue.next()?.id]).toEqual(["a1", undefined]);
    queue.settle(a1);
    expect([queue.next()?.id, queue.size]).toEqual(["a2", 2]);
  });

  test("gives out thousands in order", () => {
    const queue = new ChannelQueue();
    const ids = Array.from({ length: 5_000 }, (_, number) => String(number));
    for (const id of ids) queue.add(item(id, id));
    expect(ids.map(() => queue.next()?.id)).toEqual(ids);
  });
});
