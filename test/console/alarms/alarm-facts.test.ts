import { describe, expect, test } from "vitest";
import { idsOfAct, refusedOf } from "../../../console/alarms/act-answer.ts";
import {
  acknowledgement,
  actorOf,
  countUnacknowledged,
  hiddenBy,
  lastNote,
} from "../../../console/alarms/alarm-facts.ts";
import { headline, kindText } from "../../../console/alarms/headline.ts";
import { shelfEndFault, shelfMsMax } from "../../../console/alarms/shelf-end.ts";
import { speaking } from "../words/speaking.ts";
import { alarm, at, symptom } from "./alarm-view.ts";

const change = (
  action: "acknowledge" | "comment" | "close",
  minutes: number,
  note: string | null = null,
) => ({
  ...{ at: at(minutes), actor: "noc", action, note },
  value: null,
  occurredAt: null,
});

test("the tab counts what is shown, active, and nobody has acknowledged", () => {
  const alarms = [
    alarm("a"),
    alarm("b", 0, { operatorState: "acknowledged" }),
    symptom("c", "a"),
    alarm("d", 0, { maintenance: "w1" }),
    alarm("e", 0, { isCleared: true }),
  ];
  expect(countUnacknowledged(alarms)).toBe(1);
});

test("an alarm hidden for two reasons names both", () => {
  expect(hiddenBy(symptom("a", "root", 0, { maintenance: "w1" }))).toEqual(["suppressed", "out-of-service"]);
});

describe("who acknowledged", () => {
  const operatorChanges = [change("acknowledge", 1), change("comment", 2, "on the way"), change("close", 3)];

  test("is the last who did while it holds", () => {
    const closed = alarm("a", 0, { operatorState: "closed", operatorChanges });
    expect(acknowledgement(closed)?.at).toBe(at(3));
  });

  test("is nobody once it was taken back", () => {
    expect(acknowledgement(alarm("a", 0, { operatorChanges }))).toBeNull();
  });

  test.each([
    ["lan", { origin: "user", name: "lan" }],
    ["link:on-call", { origin: "link", name: "on-call" }],
    ["key:ticketing", { origin: "key", name: "ticketing" }],
  ])("%s acted from somewhere", (actor, wanted) => {
    expect(actorOf(actor)).toEqual(wanted);
  });

  test("the last words are shown, whatever came after without any", () => {
    expect(lastNote(alarm("a", 0, { operatorChanges }))?.note).toBe("on the way");
  });
});

test.each([
  ["Mất điện lưới. Theo dõi ắc quy.", "Mất điện lưới", "Mất điện lưới"],
  [
    "DC bus voltage low: 50.13 V (below 51). Check.",
    "DC bus voltage low: 50.13 V (below 51)",
    "DC bus voltage low",
  ],
  ["no end", "no end", "no end"],
])("%s", (text, first, kind) => {
  expect([headline(text), kindText(text)]).toEqual([first, kind]);
});

test.each([
  [Number.NaN, "missing"],
  [1_000, "past"],
  [1_000 + shelfMsMax, null],
  [1_001 + shelfMsMax, "too-long"],
])("a shelf until %d, at 1000, is %s", (untilMs, fault) => {
  expect(shelfEndFault(untilMs, 1_000)).toBe(fault);
});

test("an act on many is pending at each of them", () => {
  expect(idsOfAct({ subject: "alarms", body: { ids: ["a", "b"], action: "close" } })).toEqual(["a", "b"]);
  expect(idsOfAct({ subject: "a", body: { note: null } })).toEqual(["a"]);
});

test("what was refused among many is said once with its count, in words and in the platform's own", () => {
  const refused = { ok: false, problem: { code: "conflict", detail: "is closed" } };
  const gone = { ok: false, problem: { code: "not-found", detail: "is gone" } };
  const said = speaking("vi", () =>
    refusedOf({ items: [{ ok: true }, refused, gone, refused, { ok: false }] }),
  );
  expect(said).toEqual([
    "2 × Trái với tình trạng hiện tại: đã có sẵn, hoặc đã đổi. Xem lại rồi thử lại. Máy chủ nói: “is closed”",
    "1 × Không có, hoặc ngoài phạm vi của bạn. Máy chủ nói: “is gone”",
  ]);
  expect(refusedOf("nonsense")).toEqual([]);
});
