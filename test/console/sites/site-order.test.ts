import { describe, expect, test } from "vitest";
import { byTrouble, folded, matchesSite, presenceOf, worstOf } from "../../../console/sites/site-order.ts";
import { site, siteThatIs } from "./site-view.ts";

test("a site is as bad as its gravest alarm", () => {
  expect(worstOf(siteThatIs("A", true, { minor: 40, critical: 1 }))).toBe("critical");
  expect(worstOf(siteThatIs("A", true, { indeterminate: 1 }))).toBe("indeterminate");
  expect(worstOf(site("A"))).toBeNull();
});

test.each([
  [true, false, "online"],
  [false, false, "awaited"],
  [false, true, "offline"],
  [null, false, "never"],
])("connected %o with an alarm of silence %o is %s", (online, silent, presence) => {
  const { state } = site("A");
  expect(presenceOf(site("A", { state: { ...state, online, silent } }))).toBe(presence);
});

test("the gravest come first, among equals the silent, then by code", () => {
  const sites = [
    siteThatIs("D", true),
    siteThatIs("C", false),
    siteThatIs("B", null),
    siteThatIs("A", true),
    siteThatIs("Z", true, { critical: 1 }),
    siteThatIs("Y", false, { major: 3 }),
    siteThatIs("X", true, { major: 1 }),
  ];
  expect(sites.toSorted(byTrouble).map(({ code }) => code)).toEqual(["Z", "Y", "X", "C", "A", "B", "D"]);
});

describe("looking for a site", () => {
  const found = site("BPH0017", {
    name: "Bù Đốp",
    commune: "25213",
    owner: "VTL",
    tenants: ["VNPT"],
  });
  const names = new Map([
    ["25213", "Thiện Hưng"],
    ["VTL", "Viettel"],
  ]);
  const namesOf = ({ commune, operators }: { commune: string; operators: readonly string[] }) =>
    [commune, ...operators].map((code) => names.get(code) ?? code);

  test.each(["bu dop", "BÙ ĐỐP", "đốp", "0017", "thien vnpt", "  viettel ", "25213 vtl", ""])(
    "%o finds it",
    (text) => {
      expect(matchesSite(found, text, namesOf)).toBe(true);
    },
  );

  test.each(["bu dang", "0017 mobifone", "%"])("%o does not", (text) => {
    expect(matchesSite(found, text, namesOf)).toBe(false);
  });

  test("marks typed apart from their letters are the same letters", () => {
    expect(folded("Bù Đốp".normalize("NFD"))).toBe(folded("bù đốp"));
  });
});
