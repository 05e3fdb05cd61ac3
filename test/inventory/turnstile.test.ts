import { expect, test } from "vitest";
import { Turnstile, TurnstileFull } from "../../inventory/turnstile.ts";

test("no more calls run at once than allowed, and they run in the order of arrival", async () => {
  const turnstile = new Turnstile({ underWayMax: 2, waitingMax: 10 });
  const started: number[] = [];
  let highest = 0;
  const call = (number: number) =>
    turnstile.pass(async () => {
      started.push(number);
      highest = Math.max(highest, turnstile.underWay);
      await Promise.resolve();
      return number;
    });
  expect(await Promise.all([0, 1, 2, 3, 4, 5].map(call))).toEqual([0, 1, 2, 3, 4, 5]);
  expect(started).toEqual([0, 1, 2, 3, 4, 5]);
  expect(highest).toBe(2);
  expect(turnstile.underWay).toBe(0);
});

test("a call that finds the queue full is refused and counted; the others go through", async () => {
  const turnstile = new Turnstile({ underWayMax: 1, waitingMax: 1 });
  const gate = Promise.withResolvers<string>();
  const first = turnstile.pass(() => gate.promise);
  const second = turnstile.pass(async () => "second");
  await expect(turnstile.pass(async () => "third")).rejects.toThrow(TurnstileFull);
  expect(turnstile.refused).toBe(1);
  gate.resolve("first");
  expect(await Promise.all([first, second])).toEqual(["first", "second"]);
});

test("a call that fails gives its place to the next", async () => {
  const turnstile = new Turnstile({ underWayMax: 1, waitingMax: 1 });
  const failing = turnstile.pass(() => Promise.reject(new Error("broken")));
  const next = turnstile.pass(async () => "next");
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("next");
  expect(turnstile.underWay).toBe(0);
});
