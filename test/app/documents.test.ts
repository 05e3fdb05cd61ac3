import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const top = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(join(top, path), "utf8");
const pages = [
  "README.md",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  ...readdirSync(join(top, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path)),
];

/** The headings of a page as GitHub makes anchors of them. */
const anchorsOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

const brokenLinks = (page: string): readonly string[] =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(top, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });

test.each(pages)("%s: every link leads somewhere", (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

test("every page of docs is linked from another page, or is a decision", () => {
  const linked = new Set(
    pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, path = ""]) => join(dirname(page), path)),
    ),
  );
  const lonely = pages.filter((page) => /^docs\/(?!decisions\/|spec\/)/.test(page) && !linked.has(page));
  expect(lonely).toEqual([]);
});

test("decisions are numbered, each number once", () => {
  const numbers = readdirSync(join(top, "docs/decisions")).map(
    (name) => /^(\d{3})-[a-z0-9-]+\.md$/.exec(name)?.[1],
  );
  expect(numbers).not.toContain(undefined);
  expect(new Set(numbers).size).toBe(numbers.length);
});

describe("the architecture page", () => {
  const rows = [...read("ARCHITECTURE.md").matchAll(/^\| (I\d+) \| .* \| (.*) \|$/gm)];
  const claims = rows.flatMap(([, invariant = "", files = ""]) =>
    [...files.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => ({ invariant, file })),
  );

  test("speaks of all ten invariants", () => {
    expect(rows.map(([, invariant]) => invariant)).toEqual([
      "I1",
      "I2",
      "I3",
      "I4",
      "I5",
      "I6",
      "I7",
      "I8",
      "I9",
      "I10",
    ]);
  });

  test.each(claims)("$invariant is in $file as it says", ({ invariant, file }) => {
    expect(read(file)).toMatch(new RegExp(`\\b${invariant}\\b`));
  });

  test("names files that are there", () => {
    const named = [...read("ARCHITECTURE.md").matchAll(/`([a-z-]+\/[\w./-]+\.(?:ts|md|yaml))`/g)];
    const missing = named.map(([, path = ""]) => path).filter((path) => !existsSync(join(top, path)));
    expect(missing).toEqual([]);
  });
});
