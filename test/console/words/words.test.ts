import { computed } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { inLanguage, wordsOf } from "../../../console/words/words.ts";
import { speaking } from "./speaking.ts";

const say = wordsOf({
  vi: {
    ...{ sites: "{count} trạm của {owner}", plain: "không có gì", braces: "{} { count }" },
    rows: "{count} dòng",
  },
  en: {
    ...{ sites: "{count} sites of {owner}", plain: "nothing", braces: "{} { count }" },
    rows: "{count} {count|row is|rows are} new",
  },
});

describe("a text", () => {
  test.each([
    ["vi", "3 trạm của VNPT"],
    ["en", "3 sites of VNPT"],
  ] as const)("is said in the language of the page: %s", (wanted, text) => {
    expect(speaking(wanted, () => say("sites", { count: 3, owner: "VNPT" }))).toBe(text);
  });

  test("keeps a gap for which nothing was given, and what is no gap", () => {
    expect(speaking("en", () => say("sites", { count: 0 }))).toBe("0 sites of {owner}");
    expect(say("braces", { count: 1 })).toBe("{} { count }");
  });

  test("takes a value as it is, even one that looks like a gap or like a pattern of replacing", () => {
    expect(speaking("en", () => say("sites", { count: "{owner}", owner: "$& $1 <b>" }))).toBe(
      "{owner} sites of $& $1 <b>",
    );
  });

  test.each([
    [0, "0 rows are new"],
    [1, "1 row is new"],
    ["1", "1 row is new"],
    [2, "2 rows are new"],
    [21, "21 rows are new"],
    ["1,001", "1,001 rows are new"],
  ])("has the word that goes with its number: %o", (count, text) => {
    expect(speaking("en", () => say("rows", { count }))).toBe(text);
    expect(speaking("vi", () => say("rows", { count }))).toBe(`${count} dòng`);
  });

  test("keeps the words of a number that was not given", () => {
    expect(speaking("en", () => say("rows", {}))).toBe("{count} {count|row is|rows are} new");
  });

  test("follows the language where it is read", () => {
    const text = computed(() => say("plain"));
    const told = (["vi", "en", "vi"] as const).map((wanted) => speaking(wanted, () => text.value));
    expect(told).toEqual(["không có gì", "nothing", "không có gì"]);
  });

  test("that the platform sends in both languages is given in the page's", () => {
    const both = { vi: "Mất điện lưới", en: "Mains lost" };
    expect([speaking("vi", () => inLanguage(both)), speaking("en", () => inLanguage(both))]).toEqual([
      both.vi,
      both.en,
    ]);
  });
});
