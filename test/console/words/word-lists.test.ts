import { describe, expect, test } from "vitest";
import { readWordLists } from "./word-lists.ts";

const all = readWordLists();
const each = all.flatMap(({ path, vi, en }) =>
  Object.keys(vi).map((key) => ({ where: `${path} ${key}`, vi: vi[key] ?? "", en: en[key] ?? "" })),
);

/** A gap, or the word that goes with its number. */
const gap = /\{(\w+)(?:\|[^{|}]+\|[^{|}]+)?\}/g;

const gapsOf = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(gap)].map(([, name = ""]) => name))].sort();

/** A number with a word in the plural behind it: "{all} new sites", but not "{actor} is". */
const countedPlural = /\{\w+\} (?:[a-z]+ )?(?!(?:is|has|was|connects)\b)(?:[a-z]+s|people)\b/;

const wrong = (isWrong: (texts: (typeof each)[number]) => boolean): readonly string[] =>
  each.filter(isWrong).map(({ where }) => where);

describe("the words of the console", () => {
  test("are being looked at", () => {
    expect(all.length).toBeGreaterThan(50);
    expect(each.length).toBeGreaterThan(400);
  });

  test("are in both languages under the same keys", () => {
    const keys = all.map(({ path, vi, en }) => [path, Object.keys(vi).sort(), Object.keys(en).sort()]);
    expect(keys.filter(([, vi, en]) => JSON.stringify(vi) !== JSON.stringify(en))).toEqual([]);
  });

  test("have the same gaps in both languages", () => {
    expect(wrong(({ vi, en }) => gapsOf(vi).join() !== gapsOf(en).join())).toEqual([]);
  });

  test("have no gap with something else than a name in it", () => {
    expect(wrong(({ vi, en }) => /[{}]/.test(`${vi}${en}`.replaceAll(gap, "")))).toEqual([]);
  });

  test("say one of a thing in the singular: no English count stands before a plural that never changes", () => {
    expect(wrong(({ en }) => countedPlural.test(en))).toEqual([]);
  });

  test("are never empty", () => {
    expect(wrong(({ vi, en }) => vi.trim() === "" || en.trim() === "")).toEqual([]);
  });

  test("have each letter of Vietnamese as one character, so that a search on the page finds it", () => {
    expect(wrong(({ vi }) => vi !== vi.normalize("NFC"))).toEqual([]);
  });
});
