import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pagePaths } from "../../../console/paths.ts";
import { fillPath, matchPath } from "../../../console/router/match.ts";

describe("a path fits a pattern", () => {
  test.each([
    ["/", "/", {}],
    ["/sites", "/sites", {}],
    ["/sites", "/sites/", {}],
    ["/sites/:site", "/sites/BPH0001", { site: "BPH0001" }],
    ["/sites/:site", "/sites/BPH0001/", { site: "BPH0001" }],
    ["/sites/:site", "/sites/B%C3%B9%20%C4%90%E1%BB%91p", { site: "Bù Đốp" }],
    ["/sites/:site", "/sites/100%", { site: "100%" }],
    ["/a/:one/b/:two", "/a/1/b/2", { one: "1", two: "2" }],
  ])("%s: %s", (pattern, path, parameters) => {
    expect(matchPath(pattern, path)).toEqual(parameters);
  });

  test.each([
    ["/", "/sites"],
    ["/sites", "/"],
    ["/sites", "/Sites"],
    ["/sites", "/sites/BPH0001"],
    ["/sites/:site", "/sites"],
    ["/sites/:site", "/sites/"],
    ["/sites/:site", "/sites/BPH0001/outages"],
  ])("%s: not %s", (pattern, path) => {
    expect(matchPath(pattern, path)).toBeNull();
  });
});

test("a path filled with any text gives that text back, whatever is in it", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(text, text, (one, two) => {
      const pattern = "/sites/:site/nodes/:node";
      expect(matchPath(pattern, fillPath(pattern, { site: one, node: two }))).toEqual({
        site: one,
        node: two,
      });
    }),
  );
});

test("no address belongs to two pages", () => {
  const patterns = Object.values(pagePaths);
  for (const pattern of patterns) {
    const path = pattern.replaceAll(/:\w+/g, "x");
    expect([path, patterns.filter((each) => matchPath(each, path) !== null)]).toEqual([path, [pattern]]);
  }
});
