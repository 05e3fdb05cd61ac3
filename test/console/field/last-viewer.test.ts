import { expect, test } from "vitest";
import { readLastViewer } from "../../../console/session/last-viewer.ts";

test("who was known is read back: name and role, nothing else", () => {
  const text = JSON.stringify({ username: "lan", role: "technician", token: "x" });
  expect(readLastViewer(text)).toEqual({ username: "lan", role: "technician" });
});

test.each([
  null,
  "",
  "{",
  "[]",
  '"lan"',
  '{"username":"lan"}',
  '{"username":1,"role":"admin"}',
  '{"username":"lan","role":"root"}',
])("%s is nobody", (text) => {
  expect(readLastViewer(text)).toBeNull();
});
