import { describe, expect, test } from "vitest";
import { DeviceRegistry, DeviceRegistryError, makeCredential } from "../../inventory/device-registry.ts";
import { deviceId, siteCode } from "../../telemetry/identifiers.ts";
import type { DocumentRow } from "../../telemetry/journal.ts";

const site = siteCode("BPH0001");
const id = deviceId("BPH0001-ctl");

const provisioned = async () => {
  const registry = new DeviceRegistry();
  const credential = await makeCredential(id, site);
  const document = registry.provision(credential, 1_000);
  return { registry, credential, document };
};

describe("provisioning", () => {
  test("the token carries at least 160 random bits and is nowhere in what is kept", async () => {
    const { registry, credential, document } = await provisioned();
    expect(Buffer.from(credential.token, "base64url").length * 8).toBeGreaterThanOrEqual(160);
    expect(credential.token).not.toBe((await makeCredential(id, site)).token);
    expect(JSON.stringify([document, registry.list()])).not.toContain(credential.token);
  });

  test("the row is a document of kind device that restores the same record", async () => {
    const { registry, document, credential } = await provisioned();
    expect(document).toMatchObject({ kind: "device", id, changedAtMs: 1_000 });
    const restarted = new DeviceRegistry();
    restarted.restore([{ kind: "user", id, changedAtMs: 1, body: "{}" }, document]);
    expect(restarted.list()).toEqual(registry.list());
    expect(await restarted.verify(id, credential.token)).toMatchObject({ id, site, createdAtMs: 1_000 });
  });

  test("an id that is in use is refused and its token goes on working", async () => {
    const { registry, credential } = await provisioned();
    const second = await makeCredential(id, site);
    expect(() => registry.provision(second, 2_000)).toThrow(
      expect.objectContaining({ code: "device-exists" }),
    );
    expect(await registry.verify(id, credential.token)).not.toBeNull();
    expect(await registry.verify(id, second.token)).toBeNull();
  });

  test("an unused id is offered, however many the site has", async () => {
    const { registry } = await provisioned();
    expect(registry.unusedId(site)).toBe("BPH0001-ctl2");
    expect(registry.unusedId(siteCode("S".repeat(64))).length).toBeLessThanOrEqual(64);
  });
});

describe("revoking", () => {
  test("a revoked device is refused, now and after a restart, and is still listed", async () => {
    const { registry, credential, document } = await provisioned();
    const revocation = registry.revoke(id, 5_000);
    const restarted = new DeviceRegistry();
    restarted.restore([document, revocation]);
    for (const each of [registry, restarted]) {
      expect(await each.verify(id, credential.token)).toBeNull();
      expect(each.siteOf(id)).toBeNull();
      expect(each.list()).toMatchObject([{ id, revokedAtMs: 5_000 }]);
    }
  });

  test("a device revoked while its token is being checked is refused", async () => {
    const { registry, credential } = await provisioned();
    const checking = registry.verify(id, credential.token);
    registry.revoke(id, 5_000);
    expect(await checking).toBeNull();
  });

  test("a revoked device comes back with a new token; the old one stays dead", async () => {
    const { registry, credential } = await provisioned();
    registry.revoke(id, 5_000);
    const fresh = await makeCredential(id, site);
    registry.provision(fresh, 6_000);
    expect(await registry.verify(id, fresh.token)).toMatchObject({ createdAtMs: 6_000, revokedAtMs: null });
    expect(await registry.verify(id, credential.token)).toBeNull();
  });

  test.each(["BPH0001-ctl", "stranger"])("%s can't be revoked when it is not there", (unknown) => {
    expect(() => new DeviceRegistry().revoke(unknown, 1)).toThrow(
      expect.objectContaining({ code: "device-unknown" }),
    );
  });
});

describe("verifying", () => {
  test.each([
    ["a wrong token", "BPH0001-ctl", "wrong"],
    ["an empty token", "BPH0001-ctl", ""],
    ["a huge token", "BPH0001-ctl", "x".repeat(65_535)],
    ["an unknown device", "stranger", "wrong"],
    ["a name of the object prototype", "__proto__", "wrong"],
  ])("%s is refused", async (_name, device, token) => {
    const { registry } = await provisioned();
    expect(await registry.verify(device, token)).toBeNull();
  });

  test("an unknown or revoked device costs the same work as a wrong token", async () => {
    const { registry } = await provisioned();
    registry.provision(await makeCredential(deviceId("gone"), site), 1_000);
    registry.revoke("gone", 2_000);
    const durationsMs = new Map<string, number[]>([
      [id, []],
      ["stranger", []],
      ["gone", []],
    ]);
    for (let round = 0; round < 15; round += 1) {
      for (const [device, durations] of durationsMs) {
        const startedAtMs = performance.now();
        await registry.verify(device, "wrong");
        durations.push(performance.now() - startedAtMs);
      }
    }
    const [known = 0, ...others] = [...durationsMs.values()].map(
      (durations) => durations.sort((a, b) => a - b)[7] ?? 0,
    );
    // Without the work it is a hundred times faster; a busy machine does not blur that.
    for (const other of others) expect(other).toBeGreaterThan(known / 4);
  });

  test("many checks at once all get their own answer", async () => {
    const { registry, credential } = await provisioned();
    const tokens = Array.from({ length: 40 }, (_, index) => (index % 2 ? "wrong" : credential.token));
    const answers = await Promise.all(tokens.map((token) => registry.verify(id, token)));
    expect(answers.map((answer) => answer !== null)).toEqual(tokens.map((_, index) => index % 2 === 0));
  });
});

test("a check that nobody awaits when its turn comes is not made", async () => {
  const { registry, credential } = await provisioned();
  let isAwaited = true;
  const checks = [1, 2, 3, 4].map(() => registry.verify(id, credential.token, () => isAwaited));
  isAwaited = false;
  const answers = await Promise.all(checks);
  expect(answers.map((answer) => answer !== null)).toEqual([true, true, false, false]);
});

test("more checks than may wait are refused and counted; those in the queue get their answer", async () => {
  const registry = new DeviceRegistry({ underWayMax: 1, waitingMax: 1 });
  const credential = await makeCredential(id, site);
  registry.provision(credential, 1_000);
  const [first, second, third] = await Promise.allSettled(
    [1, 2, 3].map(() => registry.verify(id, credential.token)),
  );
  expect(first).toMatchObject({ status: "fulfilled", value: { id } });
  expect(second).toMatchObject({ status: "fulfilled", value: { id } });
  expect(third).toMatchObject({ status: "rejected", reason: { name: "TurnstileFull" } });
  expect(registry.verificationsRefused).toBe(1);
});

test.each<[string, string]>([
  ["no JSON", "{"],
  ["a field missing", '{"site":"BPH0001"}'],
  ["a bad site", '{"site":"a/b","createdAtMs":1,"revokedAtMs":null,"hash":"x"}'],
])("a stored record with %s stops the start with device-document-unreadable", (_name, body) => {
  const document: DocumentRow = { kind: "device", id, changedAtMs: 1, body };
  expect(() => new DeviceRegistry().restore([document])).toThrow(
    expect.objectContaining({ code: "device-document-unreadable", name: DeviceRegistryError.name }),
  );
});

test("a document that was deleted takes its device with it", async () => {
  const { registry, credential } = await provisioned();
  registry.restore([{ kind: "device", id, changedAtMs: 9_000, body: null }]);
  expect(registry.list()).toEqual([]);
  expect(await registry.verify(id, credential.token)).toBeNull();
});
