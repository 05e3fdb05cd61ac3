import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openHouse } from "./house.ts";

const pageDirectory = fileURLToPath(new URL("../../console/", import.meta.url));
const fileText = (name: string): string => readFileSync(`${pageDirectory}${name}`, "utf8");

const files = [
  ["/", "live.html", "text/html"],
  ["/live.html", "live.html", "text/html"],
  ["/live.js", "live.js", "application/javascript"],
  ["/live.css", "live.css", "text/css"],
] as const;

it.each(files)("%s serves the page's own %s to anybody, under the policy", async (url, file, type) => {
  const { api } = await openHouse({ context: { pageDirectory } });
  const answer = await api.inject(url);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-type"]).toContain(type);
  expect(answer.body).toBe(fileText(file));
  const policy = String(answer.headers["content-security-policy"]);
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
});

it("the page asks for nothing that the policy forbids or that is not served", async () => {
  const { api } = await openHouse({ context: { pageDirectory } });
  const html = fileText("live.html");
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/i);
  const asked = [...html.matchAll(/<(?:script|link)[^>]*\s(?:src|href)="([^"]+)"/g)].map(
    ([, url]) => url ?? "",
  );
  expect(asked.length).toBeGreaterThan(1);
  for (const url of asked.filter((own) => !own.startsWith("data:"))) {
    const path = new URL(url, "http://tramcanh.test/").pathname;
    expect([path, (await api.inject(path)).statusCode]).toEqual([path, 200]);
  }
});
