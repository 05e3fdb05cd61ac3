import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outboxActsMax, retryDelayMsMax } from "../../../console/outbox/limits.ts";
import {
  type Act,
  afterAttempt,
  isFull,
  nextAct,
  outcomeOf,
  requestOf,
  retryDelayMs,
} from "../../../console/outbox/outbox.ts";

const doneAtMs = Date.UTC(2026, 0, 31, 2, 10);

const act = (id: string, changes: Partial<Act> = {}): Act => ({
  id,
  method: "POST",
  path: "/api/v1/sites/BPH0001/visits",
  body: { kind: "on-site", note: null },
  subject: "visit BPH0001",
  label: "BPH0001: on site",
  actor: "lan",
  doneAtMs,
  toldAt: "body",
  state: "waiting",
  reason: null,
  attempts: 0,
  ...changes,
});

const refusal = (status: number, retry = false) => outcomeOf({ status, retry }, "why");

describe("what an answer comes to", () => {
  test.each([0, 401, 408, 425, 429, 500, 503])("%i waits: nothing is lost", (status) => {
    expect(refusal(status)).toEqual({ kind: "later" });
  });

  test.each([400, 403, 404, 409, 413, 415, 422])("%i is told as refused, with the reason", (status) => {
    expect(refusal(status)).toEqual({ kind: "refused", reason: "why" });
  });

  test("an answer that says itself that later may do waits, such as 409 while the same act still runs", () => {
    expect(refusal(409, true)).toEqual({ kind: "later" });
  });

  test("a refused act stays with its reason until somebody read it, and is not sent again", () => {
    const acts = afterAttempt([act("one"), act("two")], "one", refusal(409));
    expect(acts[0]).toMatchObject({ id: "one", state: "refused", reason: "why", attempts: 1 });
    expect(nextAct(acts, "lan")?.id).toBe("two");
  });

  test("a done act leaves, one for later counts its attempts", () => {
    expect(afterAttempt([act("one")], "one", { kind: "done" })).toEqual([]);
    expect(afterAttempt([act("one")], "one", { kind: "later" })).toEqual([act("one", { attempts: 1 })]);
  });
});

describe("what is sent next", () => {
  test("the oldest first, files after all words", () => {
    const photo = act("photo", { body: new Blob(["x"], { type: "image/jpeg" }), toldAt: "query" });
    expect(nextAct([photo, act("words")], "lan")?.id).toBe("words");
    expect(nextAct([photo], "lan")?.id).toBe("photo");
  });

  test("nobody sends what somebody else did on this device", () => {
    const acts = [act("of lan"), act("of minh", { actor: "minh" }), act("of whoever", { actor: null })];
    expect(nextAct(acts, "minh")?.id).toBe("of minh");
    expect(nextAct(acts.slice(0, 1), "minh")).toBeNull();
    expect(nextAct(acts.slice(2), "minh")?.id).toBe("of whoever");
  });

  test("sending until nothing waits does each act once, in order, whatever else is refused", () => {
    const outcomes = fc.constantFrom({ kind: "done" } as const, { kind: "refused", reason: "why" } as const);
    fc.assert(
      fc.property(fc.array(outcomes, { maxLength: 30 }), (answers) => {
        let acts: readonly Act[] = answers.map((_, index) => act(`${index}`));
        const sent: string[] = [];
        for (let next = nextAct(acts, "lan"); next !== null; next = nextAct(acts, "lan")) {
          sent.push(next.id);
          acts = afterAttempt(acts, next.id, answers[Number(next.id)] ?? { kind: "done" });
        }
        expect(sent).toEqual(answers.map((_, index) => `${index}`));
      }),
    );
  });
});

describe("when it was done is told to the platform", () => {
  const occurredAt = "2026-01-31T02:10:00.000Z";

  test("in the JSON of an act that takes it", () => {
    expect(requestOf(act("one")).body).toEqual({ kind: "on-site", note: null, occurredAt });
    expect(requestOf(act("one", { body: null })).body).toEqual({ occurredAt });
  });

  test("in the query of a photo, whose body stays as it is", () => {
    const body = new Blob(["x"]);
    const photo = act("one", { body, toldAt: "query", path: "/photos?caption=a" });
    expect(requestOf(photo)).toEqual({ path: `/photos?caption=a&occurredAt=${occurredAt}`, body });
    expect(requestOf({ ...photo, path: "/photos" }).path).toBe(`/photos?occurredAt=${occurredAt}`);
  });

  test("nowhere for an act that does not take it", () => {
    const plain = act("one", { toldAt: "nowhere" });
    expect(requestOf(plain)).toEqual({ path: plain.path, body: plain.body });
  });
});

test("beyond outboxActsMax nothing more can wait; refused acts take no room", () => {
  const waiting = Array.from({ length: outboxActsMax - 1 }, (_, index) => act(`${index}`));
  const refused = act("refused", { state: "refused", reason: "why" });
  expect(isFull([...waiting, refused])).toBe(false);
  expect(isFull([...waiting, refused, act("last")])).toBe(true);
});

test("attempts that reach nobody come more and more seldom, at least twice a minute", () => {
  expect([0, 1, 2, 5, 50].map(retryDelayMs)).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
  expect(retryDelayMs(50)).toBe(retryDelayMsMax);
});
