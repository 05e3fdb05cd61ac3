import { expect, it } from "vitest";
import {
  emptyKey,
  endsTooEarly,
  keyRequest,
  keyState,
  secretText,
} from "../../../console/administration/key-form.ts";
import { choicesOf, scopeText, wholeScope, withCode } from "../../../console/administration/scope.ts";

it("a program's key has a role, a wall's has none; both end by the clock of Vietnam or never", () => {
  const program = { ...emptyKey("program"), name: "Prometheus", expires: "2030-01-01T00:00" };
  expect(keyRequest(program)).toEqual({
    path: "/api/v1/api-keys",
    body: {
      ...{ name: "Prometheus", role: "regulator", scope: wholeScope },
      expiresAt: "2029-12-31T17:00:00.000Z",
    },
  });
  expect(keyRequest({ ...emptyKey("wall"), name: "NOC" })).toEqual({
    path: "/api/v1/kiosks",
    body: { name: "NOC", scope: wholeScope, expiresAt: null },
  });
});

it("a program is given its key, a wall the address to open", () => {
  expect(secretText("program", "tck_1", "http://noc.example")).toBe("tck_1");
  expect(secretText("wall", "tck_1", "http://noc.example")).toBe("http://noc.example/wall?token=tck_1");
});

it("a key holds until it is revoked or its time is over", () => {
  const nowMs = Date.parse("2026-01-30T03:00:00Z");
  const at = "2026-01-30T03:00:00Z";
  const later = "2026-01-30T03:00:01Z";
  expect(keyState({ revokedAt: null, expiresAt: null }, nowMs)).toBe("valid");
  expect(keyState({ revokedAt: null, expiresAt: later }, nowMs)).toBe("valid");
  expect(keyState({ revokedAt: null, expiresAt: at }, nowMs)).toBe("expired");
  expect(keyState({ revokedAt: at, expiresAt: later }, nowMs)).toBe("revoked");
});

it("a key that would be over before it is made is not asked for", () => {
  const nowMs = Date.parse("2026-01-30T03:00:00Z");
  const endsAt = (expires: string) => endsTooEarly({ ...emptyKey("wall"), expires }, nowMs);
  expect([endsAt("2026-01-30T09:59"), endsAt("2026-01-30T10:00"), endsAt("2026-01-30T10:01")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(endsAt("")).toBe(false);
});

it("a scope is told in words, an empty list too", () => {
  expect(scopeText(wholeScope)).toBe("tất cả");
  expect(scopeText({ operators: ["VTL", "VNP"], communes: "all" })).toBe("nhà mạng VTL, VNP");
  expect(scopeText({ operators: [], communes: ["25195"] })).toBe("nhà mạng (không có); xã 25195");
});

it("codes are taken in once and in order; versions of a commune are one choice under its latest name", () => {
  expect(withCode(["b"], "a", true)).toEqual(["a", "b"]);
  expect(withCode(["a", "b"], "a", true)).toEqual(["a", "b"]);
  expect(withCode(["a", "b"], "a", false)).toEqual(["b"]);
  const versions = [
    { code: "1", name: "Cũ" },
    { code: "2", name: "Hai" },
    { code: "1", name: "Mới" },
  ];
  expect(choicesOf(versions)).toEqual([
    { code: "1", name: "Mới" },
    { code: "2", name: "Hai" },
  ]);
});
