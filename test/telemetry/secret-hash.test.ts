import { expect, test } from "vitest";
import {
  decoyHash,
  hashSecret,
  passwordCost,
  secretBytesMax,
  tokenCost,
  verifySecret,
} from "../../telemetry/secret-hash.ts";

test.each([
  ["tokens", tokenCost, "scrypt$1024$8$1$"],
  ["passwords", passwordCost, "scrypt$32768$8$1$"],
])("the hash of %s verifies its own secret only and names its work", async (_name, work, prefix) => {
  const stored = await hashSecret("mật khẩu", work);
  expect(stored.startsWith(prefix)).toBe(true);
  expect(stored).not.toContain("mật khẩu");
  expect(await verifySecret("mật khẩu", stored)).toBe(true);
  expect(await verifySecret("mật khẩu ", stored)).toBe(false);
  expect(await verifySecret("", stored)).toBe(false);
});

test("two hashes of one secret differ, because each has its own salt", async () => {
  expect(await hashSecret("one", tokenCost)).not.toBe(await hashSecret("one", tokenCost));
});

test("no secret matches a decoy", async () => {
  expect(await verifySecret("", decoyHash(tokenCost))).toBe(false);
});

const salt = "A".repeat(22);
const hash = "A".repeat(43);
test.each([
  ["nothing", ""],
  ["another scheme", `argon2$1024$8$1$${salt}$${hash}`],
  ["a short salt", `scrypt$1024$8$1$AA$${hash}`],
  ["a short hash", `scrypt$1024$8$1$${salt}$AA`],
  ["more work than any of ours", `scrypt$1048576$8$1$${salt}$${hash}`],
])("a stored text with %s matches nothing", async (_name, stored) => {
  expect(await verifySecret("x", stored)).toBe(false);
});

test("a secret over the limit is neither hashed nor matched by its beginning", async () => {
  const long = "x".repeat(secretBytesMax + 1);
  await expect(hashSecret(long, tokenCost)).rejects.toThrow(RangeError);
  expect(await verifySecret(long, await hashSecret(long.slice(1), tokenCost))).toBe(false);
  expect(await verifySecret(long, await hashSecret("", tokenCost))).toBe(false);
});
