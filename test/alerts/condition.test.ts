import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dueAtMs,
  isFiring,
  type LevelEvent,
  type LevelState,
  stepLevel,
  type Verdict,
} from "../../alerts/condition.ts";

const since = { eventAtMs: 1_000, receivedAtMs: 5_000 };
const delays = { forMs: 100, keepFiringForMs: 100, holds: true };

const states: Record<LevelState["state"], LevelState> = {
  normal: { state: "normal" },
  pending: { state: "pending", since },
  raised: { state: "raised" },
  clearing: { state: "clearing", since },
};

const reading = (verdict: Verdict, afterMs: number): LevelEvent => ({
  kind: "reading",
  verdict,
  at: { eventAtMs: 1_000 + afterMs, receivedAtMs: 9_000_000 },
});

const events: Record<string, LevelEvent> = {
  bad: reading("bad", 99),
  "bad-elapsed": reading("bad", 100),
  between: reading("between", 100),
  good: reading("good", 99),
  "good-elapsed": reading("good", 100),
  tick: { kind: "tick", nowMs: 5_099 },
  "tick-elapsed": { kind: "tick", nowMs: 5_100 },
  reset: { kind: "reset" },
};

/** The total transition table, held against both the code and the page. */
const table: Record<LevelState["state"], Record<string, LevelState["state"]>> = {
  normal: {
    bad: "pending",
    "bad-elapsed": "pending",
    between: "normal",
    good: "normal",
    "good-elapsed": "normal",
    tick: "normal",
    "tick-elapsed": "normal",
    reset: "normal",
  },
  pending: {
    bad: "pending",
    "bad-elapsed": "raised",
    between: "normal",
    good: "normal",
    "good-elapsed": "normal",
    tick: "pending",
    "tick-elapsed": "raised",
    reset: "normal",
  },
  raised: {
    bad: "raised",
    "bad-elapsed": "raised",
    between: "raised",
    good: "clearing",
    "good-elapsed": "clearing",
    tick: "raised",
    "tick-elapsed": "raised",
    reset: "normal",
  },
  clearing: {
    bad: "raised",
    "bad-elapsed": "raised",
    between: "raised",
    good: "clearing",
    "good-elapsed": "normal",
    tick: "clearing",
    "tick-elapsed": "normal",
    reset: "normal",
  },
};

const page = readFileSync("docs/spec/condition.md", "utf8");

const tableOfPage = (): typeof table | Record<string, Record<string, string>> => {
  const lines = page.split("\n");
  const head = lines.findIndex((line) => line.startsWith("| state | bad |"));
  const cells = (line: string): string[] =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const [, ...names] = cells(lines[head] ?? "");
  const rows = lines.slice(head + 2, head + 6).map(cells);
  return Object.fromEntries(
    rows.map(([state, ...next]) => [
      state,
      Object.fromEntries(names.map((name, index) => [name, next[index]])),
    ]),
  );
};

describe("life of a condition", () => {
  const cases = Object.entries(table).flatMap(([from, row]) =>
    Object.entries(row).map(([event, to]) => [from, event, to] as const),
  );

  test.each(cases)("%s on %s becomes %s", (from, event, to) => {
    const state = Object.entries(states).find(([name]) => name === from)?.[1];
    const happening = events[event];
    if (state === undefined || happening === undefined)
      throw new Error("the table names what does not exist");
    expect(stepLevel(state, happening, delays).state).toBe(to);
  });

  test("the page's table is the test's table, both ways", () => {
    expect(tableOfPage()).toEqual(table);
  });

  test("the page names every state and event, and no other", () => {
    const named = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([...Object.keys(states), ...Object.keys(events)].sort());
  });

  test("without delays a reading raises and clears at once", () => {
    const none = { forMs: 0, keepFiringForMs: 0, holds: false };
    expect(stepLevel({ state: "normal" }, reading("bad", 0), none).state).toBe("raised");
    expect(stepLevel({ state: "raised" }, reading("good", 0), none).state).toBe("normal");
  });

  test("C4: for a threshold rule time alone changes nothing", () => {
    const measured = { ...delays, holds: false };
    for (const state of Object.values(states)) {
      expect(stepLevel(state, { kind: "tick", nowMs: 9e12 }, measured)).toEqual(state);
      expect(dueAtMs(state, measured)).toBeNull();
    }
  });

  test("C1, C2, C3: firing starts with bad readings over the on-delay and stops with good ones over the off-delay", () => {
    const verdict = fc.constantFrom<Verdict>("bad", "between", "good");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(verdict, fc.integer({ min: 1, max: 80 })), { maxLength: 40 }),
        (stream) => {
          let state: LevelState = { state: "normal" };
          let row = { verdict: "between", sinceMs: 0 };
          let nowMs = 0;
          for (const [verdict, stepMs] of stream) {
            nowMs += stepMs;
            if (row.verdict !== verdict) row = { verdict, sinceMs: nowMs };
            const before = isFiring(state);
            state = stepLevel(
              state,
              { kind: "reading", verdict, at: { eventAtMs: nowMs, receivedAtMs: nowMs } },
              { ...delays, holds: false },
            );
            if (isFiring(state) === before) continue;
            expect(verdict).toBe(before ? "good" : "bad");
            expect(nowMs - row.sinceMs).toBeGreaterThanOrEqual(100);
          }
        },
      ),
    );
  });
});
