import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  gutterText,
  indentAt,
  isRuleFileName,
  lineCount,
  offsetOf,
} from "../../../console/administration/code-lines.ts";
import { conditionOf, draftOf, isUnsaved } from "../../../console/administration/rule-drafts.ts";

describe("places in a text", () => {
  it("offset, line and column are two ways to say the same", () => {
    const text = fc.array(fc.constantFrom("a", " ", "đ", "\n")).map((letters) => letters.join(""));
    fc.assert(
      fc.property(text, fc.nat(), (whole, some) => {
        const offset = some % (whole.length + 1);
        const before = whole.slice(0, offset).split("\n");
        expect(offsetOf(whole, before.length, (before.at(-1) ?? "").length + 1)).toBe(offset);
      }),
    );
  });

  it("places outside are drawn in: never into the next line, never beyond the text", () => {
    expect(offsetOf("ab\ncd", 1, 99)).toBe(2);
    expect(offsetOf("ab\ncd", 9, 1)).toBe(5);
    expect(offsetOf("", 1, 1)).toBe(0);
  });

  it("a new line begins as the one above, as far as the cursor", () => {
    expect(indentAt("rules:\n    for: 1m", 18)).toBe("    ");
    expect(indentAt("    for", 2)).toBe("  ");
    expect(indentAt("rules:\n", 7)).toBe("");
  });

  it("lines are numbered, and those with errors marked by more than a colour", () => {
    expect(lineCount("a\nb\n")).toBe(3);
    expect(gutterText(3, new Set([2]))).toBe("1\n⚠ 2\n3");
  });

  it.each([
    ["batteries.yaml", true],
    ["a-1.yaml", true],
    ["Batteries.yaml", false],
    ["../x.yaml", false],
    ["ắc-quy.yaml", false],
    ["x.yml", false],
    [`${"a".repeat(64)}.yaml`, false],
  ])("%j as a file's name: %j", (name, is) => expect(isRuleFileName(name)).toBe(is));
});

describe("drafts", () => {
  const file = {
    ...{ name: "own.yaml", origin: "own" as const, text: "rules: []\n", hash: "aa" },
    editable: true,
  };
  const draft = { text: "rules:\n", baseHash: "aa" };

  it("begin with the file, and are unsaved while they differ", () => {
    expect(draftOf(new Map(), file)).toEqual({ text: file.text, baseHash: "aa" });
    expect(draftOf(new Map([["own.yaml", draft]]), file)).toBe(draft);
    expect(isUnsaved(new Map(), file)).toBe(false);
    expect(isUnsaved(new Map([["own.yaml", draft]]), file)).toBe(true);
    expect(isUnsaved(new Map([["own.yaml", { ...draft, text: file.text }]]), file)).toBe(false);
  });

  it("of a file that is not there yet are unsaved whatever they hold", () => {
    const fresh = { ...file, text: "", hash: "" };
    expect(isUnsaved(new Map([["own.yaml", { text: "", baseHash: null }]]), fresh)).toBe(true);
  });

  it("are saved only over what they began with", () => {
    expect(conditionOf(draft)).toEqual({ "if-match": '"aa"' });
    expect(conditionOf({ text: "", baseHash: null })).toEqual({ "if-none-match": "*" });
  });
});
