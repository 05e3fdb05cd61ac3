import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { keptSecrets } from "../../app/kept-secrets.ts";

const dataFolder = (): string => {
  const data = mkdtempSync(join(tmpdir(), "tramcanh-secrets-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  return data;
};

test("a secret that a vendor changed is there after a restart, the newest one, for the owner of the data alone", async () => {
  const data = dataFolder();
  expect(keptSecrets(data).read("zalo-duty")).toBeNull();
  await keptSecrets(data).keep("zalo-duty", "one");
  await keptSecrets(data).keep("zalo-duty", "two");
  expect(keptSecrets(data).read("zalo-duty")).toBe("two");
  expect(statSync(join(data, "secrets")).mode & 0o077).toBe(0);
  expect(readdirSync(join(data, "secrets"))).toEqual(["zalo-duty.json"]);
});

test("what can't be kept or read says so, and is not taken for missing", async () => {
  const data = dataFolder();
  writeFileSync(join(data, "secrets"), "a file where the folder should be");
  await expect(keptSecrets(data).keep("zalo-duty", "one")).rejects.toThrow("EEXIST");
  rmSync(join(data, "secrets"));
  mkdirSync(join(data, "secrets", "zalo-duty.json"), { recursive: true });
  expect(() => keptSecrets(data).read("zalo-duty")).toThrow("EISDIR");
});
