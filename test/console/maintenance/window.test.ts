import { describe, expect, test } from "vitest";
import { emptyDraft, windowBody, windowFault } from "../../../console/maintenance/window-form.ts";
import { dayText, periodText, scopeText } from "../../../console/maintenance/window-text.ts";
import { speaking } from "../words/speaking.ts";

const draft = { ...emptyDraft, name: "Đổi ắc quy", reason: "theo kế hoạch", from: "2026-03-01T22:00" };

describe("what is typed becomes a window", () => {
  test("once: times of Vietnam become instants", () => {
    expect(windowBody({ ...draft, covers: "BPH0001", to: "2026-03-02T02:00" })).toEqual({
      name: "Đổi ắc quy",
      reason: "theo kế hoạch",
      scope: { sites: ["BPH0001"] },
      period: { kind: "once", from: "2026-03-01T15:00:00.000Z", to: "2026-03-01T19:00:00.000Z" },
    });
  });

  test("weekly: without an end it goes on", () => {
    const weekly = { ...draft, kind: "weekly" as const, days: [2, 4] };
    const period = {
      ...{ kind: "weekly", days: [2, 4], start: "22:00", durationMinutes: 120 },
      from: "2026-03-01T15:00:00.000Z",
    };
    expect(windowBody(weekly).period).toEqual(period);
    const ended = { ...weekly, to: "2026-06-01T00:00" };
    expect(windowBody(ended).period).toEqual({ ...period, to: "2026-05-31T17:00:00.000Z" });
  });

  test.each([
    ["BPH0001, BPH0002;BPH0003\n BPH0004", { sites: ["BPH0001", "BPH0002", "BPH0003", "BPH0004"] }],
    ["BPH0001/pwr BPH0002", { sites: ["BPH0002"], nodes: ["BPH0001/pwr"] }],
    [" BPH0001/pwr,", { nodes: ["BPH0001/pwr"] }],
    [" , ", {}],
  ])("%o covers %o", (covers, scope) => {
    expect(windowBody({ ...draft, covers, to: "2026-03-02T02:00" }).scope).toEqual(scope);
  });
});

describe("what is wrong is said before it is sent", () => {
  const good = { ...draft, covers: "BPH0001, BPH0002/pwr", to: "2026-03-02T02:00" };
  const faultOf = (changes: object) =>
    windowFault({ ...good, ...changes }, (code) => ["BPH0001", "BPH0002"].includes(code));

  test.each([
    [{}, null],
    [{ kind: "weekly", days: [1], to: "" }, null],
    [{ covers: " , " }, { kind: "covers-nothing" }],
    [{ covers: "BPH0001 NOPE" }, { kind: "unknown-site", code: "NOPE" }],
    [{ covers: "NOPE/pwr" }, { kind: "unknown-site", code: "NOPE/pwr" }],
    [{ to: "2026-03-01T22:00" }, { kind: "ends-before" }],
    [{ kind: "weekly", days: [] }, { kind: "no-days" }],
  ])("%o: %o", (changes, fault) => {
    expect(faultOf(changes)).toEqual(fault);
  });
});

describe("a window in words", () => {
  const once = { kind: "once", from: "2026-03-01T15:00:00.000Z", to: "2026-03-01T19:00:00.000Z" } as const;
  const weekly = {
    ...{ kind: "weekly" as const, days: [1, 7], start: "22:00", durationMinutes: 120 },
    ...{ from: "2026-03-01T15:00:00.000Z", to: null },
  };

  test("once", () => {
    expect(periodText({ period: once })).toBe("01/03/2026 22:00:00 +07 → 02/03/2026 02:00:00 +07");
  });

  test("weekly, in both languages", () => {
    expect(speaking("en", () => periodText({ period: weekly }))).toBe(
      "Monday, Sunday, from 22:00, 120 minutes, since 01/03/2026",
    );
    expect(speaking("vi", () => periodText({ period: weekly }))).toBe(
      "thứ Hai, Chủ nhật, từ 22:00, 120 phút, kể từ 01/03/2026",
    );
  });

  test("weekly with an end names it", () => {
    const period = { ...weekly, to: "2026-05-31T17:00:00.000Z" };
    expect(speaking("en", () => periodText({ period }))).toMatch(/since 01\/03\/2026 until 01\/06\/2026$/);
  });

  test("a day that there is not is its number", () => {
    expect([dayText(0), dayText(8)]).toEqual(["0", "8"]);
  });

  test("what it covers, list by list; empty lists are not named", () => {
    const scope = { sites: ["BPH0001", "BPH0002"], nodes: [], operators: ["VNPT"] };
    expect(speaking("en", () => scopeText({ scope }))).toBe("sites BPH0001, BPH0002; operators VNPT");
    expect(scopeText({ scope: {} })).toBe("");
  });
});
