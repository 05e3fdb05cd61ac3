import { expect, it } from "vitest";
import { hoursText, mannerText, matchText } from "../../../console/administration/routing-words.ts";

const route = {
  match: {},
  to: ["noc"],
  holdSeconds: null,
  repeatSeconds: [],
  updates: "rise" as const,
  escalation: null,
};

it("a route without conditions is for every alarm; each condition is named", () => {
  expect(matchText(route)).toBe("mọi cảnh báo");
  expect(
    matchText({ ...route, match: { severity: ["minor", "critical"], class: ["hub"], site: ["BPH0001"] } }),
  ).toBe("mức Nghiêm trọng, Nhỏ; trạm BPH0001; loại trạm hub");
});

it("how a route tells is said with its durations", () => {
  expect(mannerText({ ...route, holdSeconds: 60, repeatSeconds: [600, 1_800], escalation: "night" })).toBe(
    "chờ 1 ph; nhắc lại sau 10 ph, 30 ph; báo khi mức tăng; leo thang: night",
  );
});

it("hours without days are every day's", () => {
  const hours = { from: "22:00", to: "06:00", zone: "Asia/Ho_Chi_Minh" };
  expect(hoursText(hours)).toContain("mọi ngày");
  expect(hoursText({ ...hours, days: ["sat", "sun"] })).toContain("sat, sun");
});
