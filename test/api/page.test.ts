import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { pagePaths } from "../../console/paths.ts";
import { openHouse, sharedHouse } from "./house.ts";

const shared = sharedHouse();

const pathOf = (pattern: string): string => pattern.replaceAll(/:\w+/g, "x");

it.each(Object.values(pagePaths).map(pathOf))(
  "%s is the page, for anybody, under the policy",
  async (path) => {
    const answer = await shared.current.api.inject(path);
    expect([answer.statusCode, answer.body]).toEqual([200, "index.html"]);
    expect(answer.headers["content-type"]).toContain("text/html");
    expect(answer.headers["cache-control"]).toBe("no-cache");
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  },
);

it("an address that is none is said in the page to people, as a problem to programs", async () => {
  const { api } = shared.current;
  const person = await api.inject({ url: "/nonsense", headers: { accept: "text/html,*/*;q=0.8" } });
  expect([person.statusCode, person.body]).toEqual([404, "index.html"]);
  for (const [url, accept] of [
    ["/nonsense", "*/*"],
    ["/api/v1/nonsense", "text/html"],
  ] as const) {
    const program = await api.inject({ url, headers: { accept } });
    expect(program.statusCode).toBe(404);
    expect(program.headers["content-type"]).toContain("application/problem+json");
  }
});

it("files named by what they hold are kept for a year, nothing beside them is served", async () => {
  const { api } = shared.current;
  const answer = await api.inject("/assets/page.js");
  expect([answer.statusCode, answer.body]).toEqual([200, "assets/page.js"]);
  expect(answer.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  for (const path of ["/assets/none.js", "/assets/..%2Findex.html", "/assets/..%2F..%2Ftramcanh.duckdb"]) {
    expect([path, (await api.inject(path)).statusCode]).not.toEqual([path, 200]);
  }
});

it("says how to build the page when it is not built", async () => {
  const pageDirectory = mkdtempSync(join(tmpdir(), "tramcanh-page-"));
  onTestFinished(() => rmSync(pageDirectory, { recursive: true, force: true }));
  const { api } = await openHouse({ context: { pageDirectory } });
  const answer = await api.inject("/");
  expect(answer.statusCode).toBe(503);
  expect(answer.body).toContain("npm run build:page");
});
