import { describe, expect, test } from "vitest";
import { emptyRows, JournalUnavailable } from "../../telemetry/journal.ts";
import { nowMs, openIntake } from "./house.ts";

const reading = (ageMs: number): string => JSON.stringify({ ts: nowMs - ageMs, values: { vswr: 1.1 } });
const done = { duplicates: 0 };

describe("I1: no acknowledgement before the commit that holds its readings", () => {
  test("messages are released after their commit, in order of arrival", async () => {
    const house = openIntake();
    const released: number[] = [];
    for (const number of [1, 2, 3]) house.send(reading(10 - number), undefined, () => released.push(number));
    const commit = await house.journal.next();
    expect(commit.batch.fresh.length).toBe(3);
    expect(released).toEqual([]);
    commit.settle.resolve(done);
    await commit.settle.promise;
    await expect.poll(() => released).toEqual([1, 2, 3]);
    expect(house.publisher.heldMessages).toBe(0);
  });

  test("while one batch commits the next gathers, and goes out by itself", async () => {
    const house = openIntake();
    const released: string[] = [];
    house.send(reading(9), undefined, () => released.push("first"));
    const first = await house.journal.next();
    house.send(reading(8), undefined, () => released.push("second"));
    house.send(reading(7), undefined, () => released.push("third"));
    expect(house.journal.waiting).toHaveLength(0);
    first.settle.resolve(done);
    const second = await house.journal.next();
    expect(second.batch.fresh.length).toBe(2);
    await expect.poll(() => released).toEqual(["first"]);
    second.settle.resolve(done);
    await expect.poll(() => released).toEqual(["first", "second", "third"]);
  });

  test("a release that throws keeps neither the others nor the gate from going on", async () => {
    const house = openIntake();
    const released: string[] = [];
    house.send(reading(9), undefined, () => {
      throw new Error("socket gone");
    });
    house.send(reading(8), undefined, () => released.push("second"));
    (await house.journal.next()).settle.resolve(done);
    await expect.poll(() => released).toEqual(["second"]);
    expect(house.faults).toHaveLength(1);
    house.send(reading(7), undefined, () => released.push("third"));
    (await house.journal.next()).settle.resolve(done);
    await expect.poll(() => released).toEqual(["second", "third"]);
  });
});

describe("a storm, in which the rules look at a batch for long", () => {
  /** The rules take `evaluationMs` for each batch, by the gate's clock. */
  const openStorm = (evaluationMs: number) => {
    const time = { nowMs };
    const seen: number[] = [];
    const house = openIntake({
      limits: { gatheredReadingsMax: 2 },
      parts: {
        clock: () => time.nowMs,
        evaluate: ({ fresh }, rows) => {
          time.nowMs += evaluationMs;
          seen.push(fresh.length);
          rows.condition.push({ key: `batch ${seen.length}`, changedAtMs: time.nowMs, body: null });
        },
      },
    });
    const released: string[] = [];
    const send = (ageMs: number, name: string): void =>
      house.send(reading(ageMs), undefined, () => released.push(name));
    return { house, time, seen, released, send };
  };
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

  test("I1, I3: the next one is looked at while the first is written, and goes out whole and in its order", async () => {
    const { house, time, seen, released, send } = openStorm(20);
    send(9, "first");
    const first = await house.journal.next();
    time.nowMs += 20;
    send(8, "second");
    await expect.poll(() => seen).toEqual([1, 1]);
    send(7, "third");
    expect(house.gate.isFull).toBe(true);
    await turn();
    expect([house.journal.waiting, released, seen]).toEqual([[], [], [1, 1]]);
    first.settle.resolve(done);
    const second = await house.journal.next();
    expect(second.batch.fresh.length).toBe(1);
    expect(second.batch.rows.condition).toMatchObject([{ key: "batch 2" }]);
    await expect.poll(() => released).toEqual(["first"]);
    second.settle.resolve(done);
    const third = await house.journal.next();
    expect(third.batch.rows.condition).toMatchObject([{ key: "batch 3" }]);
    third.settle.resolve(done);
    await expect.poll(() => released).toEqual(["first", "second", "third"]);
    expect(house.gate.isIdle).toBe(true);
  });

  test("close waits for the one that was looked at too; a journal in trouble gets none ahead", async () => {
    const { house, time, seen, released, send } = openStorm(20);
    send(9, "first");
    const first = await house.journal.next();
    time.nowMs += 20;
    first.settle.reject(new JournalUnavailable("disk-full", "no space"));
    const again = await house.journal.next();
    send(8, "second");
    await turn();
    expect(seen).toEqual([1]);
    again.settle.resolve(done);
    const second = await house.journal.next();
    time.nowMs += 20;
    send(7, "third");
    await expect.poll(() => seen).toEqual([1, 1, 1]);
    const closed = house.gate.close();
    second.settle.resolve(done);
    (await house.journal.next()).settle.resolve(done);
    await closed;
    expect(released).toEqual(["first", "second", "third"]);
  });

  test("one that is quick to look at goes on gathering: fewer commits serve all sooner", async () => {
    const { house, time, seen, send } = openStorm(19);
    send(9, "first");
    await house.journal.next();
    time.nowMs += 1_000;
    send(8, "second");
    await turn();
    expect(seen).toEqual([1]);
  });
});

describe("I7: a journal in trouble", () => {
  test("gets the same batch again, marked so; nothing is released until it takes it", async () => {
    const troubles: (string | null)[] = [];
    const house = openIntake({ parts: { onTrouble: (trouble) => troubles.push(trouble?.trouble ?? null) } });
    const released: string[] = [];
    house.send(reading(9), undefined, () => released.push("first"));
    const first = await house.journal.next();
    expect(first.again).toBe(false);
    first.settle.reject(new JournalUnavailable("disk-full", "no space"));
    const second = await house.journal.next();
    expect(second.again).toBe(true);
    expect(second.batch).toBe(first.batch);
    expect(second.batch.fresh.length).toBe(1);
    expect(house.gate.isFull).toBe(true);
    expect(released).toEqual([]);
    second.settle.resolve(done);
    await expect.poll(() => released).toEqual(["first"]);
    expect(troubles).toEqual(["disk-full", null]);
    expect(house.gate.isFull).toBe(false);
  });

  test("counts as slow when a commit takes too long, until it ends; nothing is released meanwhile", async () => {
    const troubles: (string | null)[] = [];
    const house = openIntake({ parts: { onTrouble: (trouble) => troubles.push(trouble?.trouble ?? null) } });
    const released: string[] = [];
    house.send(reading(9), undefined, () => released.push("first"));
    const commit = await house.journal.next();
    house.gate.watch(nowMs + 4_999);
    expect(troubles).toEqual([]);
    house.gate.watch(nowMs + 5_000);
    house.gate.watch(nowMs + 6_000);
    expect(troubles).toEqual(["slow"]);
    expect(house.gate.isFull).toBe(true);
    expect(released).toEqual([]);
    commit.settle.resolve(done);
    await expect.poll(() => released).toEqual(["first"]);
    expect(troubles).toEqual(["slow", null]);
  });

  test("refuses durable changes meanwhile, with the reason", async () => {
    const house = openIntake();
    house.send(reading(9));
    const first = await house.journal.next();
    first.settle.reject(new JournalUnavailable("disk-full", "no space"));
    const second = await house.journal.next();
    await expect(house.gate.act(() => 1)).rejects.toThrow("no space");
    second.settle.resolve(done);
  });
});

describe("I3: what a batch causes is in its own commit", () => {
  test("the rows of the evaluation and of durable changes go with the readings", async () => {
    const house = openIntake({
      parts: {
        evaluate: (arrivals, rows, atMs) => {
          rows.condition.push({ key: `saw ${arrivals.fresh.length}`, changedAtMs: atMs, body: null });
        },
      },
    });
    house.send(reading(9));
    const answer = house.gate.act((rows, atMs) => {
      rows.document.push({ kind: "user", id: "an", changedAtMs: atMs, body: "{}" });
      return "kept";
    });
    const commit = await house.journal.next();
    expect(commit.batch.rows).toEqual({
      ...emptyRows(),
      series: [expect.objectContaining({ metric: "vswr" })],
      condition: [{ key: "saw 1", changedAtMs: nowMs, body: null }],
      document: [{ kind: "user", id: "an", changedAtMs: nowMs, body: "{}" }],
    });
    commit.settle.resolve(done);
    await expect(answer).resolves.toBe("kept");
  });

  test("a change that throws fails alone", async () => {
    const house = openIntake();
    const bad = house.gate.act(() => {
      throw new Error("no such alarm");
    });
    const good = house.gate.act(() => "done");
    bad.catch(() => undefined);
    (await house.journal.next()).settle.resolve(done);
    await expect(bad).rejects.toThrow("no such alarm");
    await expect(good).resolves.toBe("done");
  });
});

describe("I9: limits of the gate", () => {
  test("it is full when a batch holds its most, so that no more is read from the sockets", () => {
    const house = openIntake({ limits: { gatheredReadingsMax: 2 } });
    house.send(reading(9));
    expect(house.gate.isFull).toBe(false);
    house.send(reading(8));
    expect(house.gate.isFull).toBe(true);
  });

  test("more durable changes than may wait are refused", async () => {
    const house = openIntake({ limits: { waitingActsMax: 1 } });
    const first = house.gate.act(() => 1);
    await expect(house.gate.act(() => 2)).rejects.toThrow("too many changes");
    (await house.journal.next()).settle.resolve(done);
    await expect(first).resolves.toBe(1);
  });

  test("close waits for what was entered, then refuses changes", async () => {
    const house = openIntake();
    house.send(reading(9));
    const closed = house.gate.close();
    (await house.journal.next()).settle.resolve(done);
    await closed;
    await expect(house.gate.act(() => 1)).rejects.toThrow("stopping");
  });

  test("what arrives after close stays out: the journal may be gone", async () => {
    const house = openIntake();
    house.send(reading(9));
    const closed = house.gate.close();
    (await house.journal.next()).settle.resolve(done);
    await closed;
    house.send(reading(8));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(house.journal.waiting).toEqual([]);
  });
});
