import { describe, expect, it } from "vitest";
import { LineCounter } from "yaml";
import { readYaml, yamlAnchorsMax } from "../../telemetry/yaml-text.ts";

const messages = (text: string): readonly string[] => readYaml(text).errors.map(({ message }) => message);

describe("a YAML text", () => {
  it("has each key of a mapping once, wherever the mapping stands", () => {
    expect(readYaml("a: 1\nb: { c: 1, d: [{ c: 1 }] }").errors).toEqual([]);
    expect(messages("a: 1\nb: 2\na: 3")).toEqual(["Map keys must be unique at line 3, column 1"]);
    expect(messages("- x: { a: 1, b: 2, a: 3 }")).toEqual(["Map keys must be unique at line 1, column 20"]);
    expect(messages("1: a\n'1': b")).toEqual(["Map keys must be unique at line 2, column 1"]);
  });

  it("tells places apart from words where that is wished", () => {
    const lines = new LineCounter();
    const [error] = readYaml("a: 1\na: 2", { lines, prettyErrors: false }).errors;
    expect([error?.message, lines.linePos(error?.pos[0] ?? 0).line]).toEqual(["Map keys must be unique", 2]);
  });

  it("has at most yamlAnchorsMax anchors and aliases", () => {
    const pairs = (count: number): string =>
      Array.from({ length: count }, (_none, each) => `- [&a${each} 1, *a${each}]`).join("\n");
    expect(messages(pairs(yamlAnchorsMax / 2))).toEqual([]);
    const [message, ...further] = messages(`${pairs(yamlAnchorsMax / 2)}\n- &b 1`);
    expect([
      message?.startsWith(`There are more than ${yamlAnchorsMax} anchors and aliases`),
      further,
    ]).toEqual([true, []]);
  });

  it("takes time as it is long, also when all of it is one mapping", { timeout: 6_000 }, () => {
    const keys = Array.from({ length: 40_000 }, (_none, each) => `k${each}: 1`).join("\n");
    expect(messages(keys)).toEqual([]);
  });
});
