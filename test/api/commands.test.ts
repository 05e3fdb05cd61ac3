import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Role } from "../../api/identity/role.ts";
import { commandLimits } from "../../ingest/commands/limits.ts";
import { makeCredential } from "../../inventory/device-registry.ts";
import type { Scope } from "../../inventory/visibility.ts";
import { deviceId, siteCode } from "../../telemetry/identifiers.ts";
import { MemorySink } from "./event-reader.ts";
import { bearer, type House, openHouse, scopes } from "./house.ts";

const path = "/api/v1/devices/SHARED-ctl/commands";
const view = z.object({ id: z.string(), state: z.string(), error: z.string().nullable() }).loose();
const page = z.object({ items: z.array(view), next: z.string().nullable() });

const openWithDevice = async (): Promise<House> => {
  const house = await openHouse();
  const credential = await makeCredential(deviceId("SHARED-ctl"), siteCode("SHARED"));
  await house.gate.act((rows, nowMs) => {
    rows.document.push(house.devices.provision(credential, nowMs));
  });
  return house;
};

const asker = async (house: House, role: Role = "noc-operator", scope: Scope = scopes.whole) => {
  const headers = bearer(await house.key(role, scope));
  const send = (payload: object, url = path) => house.api.inject({ method: "POST", url, headers, payload });
  const list = async (query = "") => {
    const answer = await house.api.inject({ method: "GET", url: `${path}${query}`, headers });
    return page.parse(answer.json());
  };
  return { headers, send, list };
};

describe("a command to a device", () => {
  test("a dead band of nothing is told that more than nothing is needed", async () => {
    const { send } = await asker(await openWithDevice());
    const answer = await send({ command: "configure", arguments: { deadBands: { "mains.voltage": 0 } } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ value: "0", fix: "more than 0" }] });
  });

  test("a node that the inventory does not have at the site is not found, and nothing goes out", async () => {
    const { send, list } = await asker(await openWithDevice());
    const answer = await send({ command: "reboot", node: "zzz" });
    expect([answer.statusCode, answer.json().detail]).toEqual([404, expect.stringContaining("SHARED/zzz")]);
    expect((await list()).items).toEqual([]);
  });

  test("K5: is on disk and audited before it is answered, and then given to the courier", async () => {
    const house = await openWithDevice();
    const { send, list } = await asker(house);
    const answer = await send({ command: "set-period", arguments: { period: 30 } });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({
      ...{ device: "SHARED-ctl", site: "SHARED", node: "ctl", command: "set-period" },
      ...{ arguments: { period: 30 }, state: "queued", sentAt: null, endedAt: null, error: null },
      ...{ askedAt: "2026-01-31T03:00:00.000Z", expiresAt: "2026-01-31T03:05:00.000Z" },
    });
    expect(house.commanded).toEqual(["SHARED-ctl"]);
    expect((await list()).items).toEqual([answer.json()]);
    const [entry] = await house.store.audit({ beforeSequence: Number.MAX_SAFE_INTEGER, rowsMax: 1 });
    expect(entry).toMatchObject({ action: "device.command", target: "SHARED-ctl" });
    expect(entry?.detail).toContain('"period":30');
  });

  test("K4: ends with the device's reply, told on the stream to staff of the owner alone", async () => {
    const house = await openWithDevice();
    const { send, list } = await asker(house);
    const listen = async (role: Role, scope: Scope) => {
      const sink = new MemorySink();
      const key = await house.key(role, scope);
      const principal = house.identity.authenticate(
        { authorization: `Bearer ${key}`, cookie: undefined },
        house.clock(),
      );
      if (principal === null) throw new Error("the key is not known");
      const request = {
        principal,
        after: null,
        topics: new Set(["command"] as const),
        sites: null,
        isBrief: false,
      };
      house.hub.open(request, () => sink);
      return () => sink.events.filter(({ event }) => event === "command").map(({ data }) => data["state"]);
    };
    const [owner, tenant, regulator] = await Promise.all([
      listen("technician", scopes.vtl),
      listen("noc-operator", scopes.vnp),
      listen("regulator", scopes.whole),
    ]);
    const { id } = view.parse((await send({ command: "open-door" })).json());
    await house.publish("sites/SHARED/ctl/reply", { id, ok: false, error: "the lock is stuck" });
    expect((await list()).items).toMatchObject([{ id, state: "refused", error: "the lock is stuck" }]);
    expect([owner(), tenant(), regulator()]).toEqual([["queued", "refused"], [], []]);
  });

  test("outlives a restart of the platform with what became of it", async () => {
    const house = await openWithDevice();
    const { send, list } = await asker(house);
    const { id } = view.parse((await send({ command: "reboot" })).json());
    house.time.nowMs += 1000;
    await send({ command: "start-generator" });
    await house.publish("sites/SHARED/ctl/reply", { id, ok: true });
    const before = await list();
    expect(before.items.map(({ state }) => state)).toEqual(["queued", "replied"]);
    await house.close();
    const again = await openHouse({ directory: house.directory });
    const { list: listAgain } = await asker(again);
    expect(await listAgain()).toEqual(before);
    const first = await listAgain("?limit=1");
    expect((await listAgain(`?limit=1&cursor=${first.next}`)).items).toEqual(before.items.slice(1));
  });

  test("is refused with the field that is wrong and how to mend it", async () => {
    const { send } = await asker(await openWithDevice());
    const wrong: readonly (readonly [object, string])[] = [
      [{ command: "dance" }, "body.command"],
      [{ command: "set-period" }, "body.arguments"],
      [{ command: "set-period", arguments: { period: 0 } }, "body.arguments.period"],
      [{ command: "reboot", arguments: { now: true } }, "body.arguments"],
      [{ command: "open-door", expiresInSeconds: 601 }, "body.expiresInSeconds"],
      [{ command: "reboot", expiresInSeconds: 86_401 }, "body.expiresInSeconds"],
      [{ command: "reboot", node: "a/b" }, "body.node"],
      [{ command: "configure", arguments: { deadBands: { "door.open": 1 } } }, "body.arguments"],
    ];
    const faults = z.object({ errors: z.array(z.object({ path: z.string(), fix: z.string().min(1) })) });
    for (const [payload, where] of wrong) {
      const answer = await send(payload);
      expect([payload, answer.statusCode]).toEqual([payload, 400]);
      expect(faults.parse(answer.json()).errors[0]?.path).toContain(where);
    }
  });

  test("needs the owner in scope and a device that may connect", async () => {
    const house = await openWithDevice();
    const statusFor = async (scope: Scope, url = path) =>
      (await (await asker(house, "noc-operator", scope)).send({ command: "reboot" }, url)).statusCode;
    expect(await statusFor(scopes.vtl)).toBe(202);
    expect(await statusFor(scopes.vnp)).toBe(403);
    expect(await statusFor(scopes.mbf)).toBe(404);
    expect(await statusFor(scopes.whole, "/api/v1/devices/NOBODY/commands")).toBe(404);
    await house.gate.act((rows, nowMs) => {
      rows.document.push(house.devices.revoke("SHARED-ctl", nowMs));
    });
    expect(await statusFor(scopes.whole)).toBe(409);
  });

  test("I9: openCommandsPerDeviceMax and commandBytesMax are answered limit-reached", async () => {
    const { send } = await asker(await openWithDevice());
    const long = Object.fromEntries(
      Array.from({ length: 900 }, (_none, index) => [`energy.tenant.OPERATOR-${index}`, 1]),
    );
    const big = await send({ command: "configure", arguments: { deadBands: long } });
    expect([big.statusCode, big.json()]).toMatchObject([422, { code: "limit-reached" }]);
    for (let count = 0; count < commandLimits.openCommandsPerDeviceMax; count++) {
      expect((await send({ command: "reboot" })).statusCode).toBe(202);
    }
    const more = await send({ command: "reboot" });
    expect([more.statusCode, more.json()]).toMatchObject([422, { code: "limit-reached" }]);
  });
});
