import { describe, expect, it } from "vitest";
import { auditGenesis, brokenAuditEntry } from "../../api/audit/audit-chain.ts";
import { makeApiKey } from "../../api/identity/api-key-registry.ts";
import { ensureFirstAdministrator } from "../../api/identity/identity.ts";
import { wholeScope } from "../../inventory/visibility.ts";
import { bearer, type House, openHouse, sharedHouse, temporaryDirectory } from "./house.ts";

const password = "a long enough password";

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

const client = async (house: House) => {
  const headers = bearer(await house.key("admin"));
  return (method: Method, path: string, payload?: object) =>
    house.api.inject({ method, url: `/api/v1/${path}`, headers, ...(payload && { payload }) });
};

const login = ({ api }: House, username: string) =>
  api.inject({ method: "POST", url: "/api/v1/session", payload: { username, password } });

describe("users", () => {
  it("are added, listed, changed and removed; what they may do follows at once", async () => {
    const house = await openHouse();
    const ask = await client(house);
    const scope = { operators: ["VTL"], communes: "all" };
    const added = await ask("POST", "users", { username: "Lan", password, role: "technician", scope });
    expect(added.statusCode).toBe(201);
    expect(added.json()).toMatchObject({ username: "lan", role: "technician", scope, disabled: false });
    expect(added.body).not.toContain("scrypt");
    const cookie = (await login(house, "lan")).cookies[0]?.value ?? "";
    const headers = { cookie: `tramcanh_session=${cookie}` };
    expect((await house.api.inject({ url: "/api/v1/rules", headers })).statusCode).toBe(200);
    await ask("PATCH", "users/lan", { role: "regulator" });
    expect((await house.api.inject({ url: "/api/v1/rules", headers })).statusCode).toBe(403);
    await ask("PATCH", "users/lan", { password: "another password" });
    expect((await house.api.inject({ url: "/api/v1/session", headers })).statusCode).toBe(401);
    expect((await login(house, "lan")).statusCode).toBe(401);
    expect(
      (await ask("GET", "users")).json().items.map((user: { username: string }) => user.username),
    ).toEqual(["lan"]);
    expect((await ask("DELETE", "users/lan")).statusCode).toBe(204);
    expect((await ask("GET", "users/lan")).statusCode).toBe(404);
  });

  it("have one name each, whatever its case", async () => {
    const ask = await client(await openHouse());
    const user = { username: "lan", password, role: "technician" };
    const answers = await Promise.all([
      ask("POST", "users", user),
      ask("POST", "users", { ...user, username: "LAN" }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
  });

  it("never lose the last administrator who sees everything", async () => {
    const house = await openHouse();
    await ensureFirstAdministrator(house.identity, house.gate.act, { password });
    const ask = await client(house);
    const changes = [
      { role: "technician" },
      { disabled: true },
      { scope: { operators: ["VTL"], communes: "all" } },
    ];
    for (const change of changes) expect((await ask("PATCH", "users/admin", change)).statusCode).toBe(409);
    expect((await ask("DELETE", "users/admin")).statusCode).toBe(409);
    await ask("POST", "users", { username: "second", password, role: "admin" });
    expect((await ask("DELETE", "users/admin")).statusCode).toBe(204);
  });

  it("are as many as the limit allows", async () => {
    const ask = await client(await openHouse({ limits: { usersMax: 1 } }));
    await ask("POST", "users", { username: "one", password, role: "technician" });
    const second = await ask("POST", "users", { username: "two", password, role: "technician" });
    expect(second.statusCode).toBe(422);
    expect(second.json()).toMatchObject({ code: "limit-reached" });
  });
});

describe("API keys", () => {
  it("of the platform itself let in, are in no list, and nobody can revoke them", async () => {
    const house = await openHouse();
    const facts = { name: "own", role: "admin", scope: wholeScope, createdBy: "platform" } as const;
    const own = makeApiKey({ ...facts, expiresAtMs: null }, house.time.nowMs);
    house.identity.apiKeys.admitOwn(own.key);
    const headers = bearer(own.text);
    const list = await house.api.inject({ url: "/api/v1/api-keys", headers });
    expect([list.statusCode, list.json().items]).toEqual([200, []]);
    const url = `/api/v1/api-keys/${own.key.id}`;
    expect((await house.api.inject({ method: "DELETE", url, headers })).statusCode).toBe(404);
    expect((await house.api.inject({ url: "/api/v1/session", headers })).statusCode).toBe(200);
  });

  it("are shown once, work with their role, and stop when revoked or expired, over restarts too", async () => {
    const directory = temporaryDirectory();
    const house = await openHouse({ directory });
    const ask = await client(house);
    const expiresAt = new Date(house.time.nowMs + 60_000).toISOString();
    const made = await ask("POST", "api-keys", { name: "scrape", role: "noc-operator" });
    const short = await ask("POST", "api-keys", { name: "short", role: "noc-operator", expiresAt });
    const { key, id } = made.json();
    const use = ({ api }: House, text: string) => api.inject({ url: "/metrics", headers: bearer(text) });
    expect((await use(house, key)).statusCode).toBe(200);
    expect((await use(house, `${key.slice(0, -1)}!`)).statusCode).toBe(401);
    expect((await use(house, short.json().key)).statusCode).toBe(200);
    house.time.nowMs += 60_000;
    expect((await use(house, short.json().key)).statusCode).toBe(401);
    expect((await ask("GET", "api-keys")).body).not.toContain(key.slice(21));
    await house.close();
    const again = await openHouse({ directory });
    expect((await use(again, key)).statusCode).toBe(200);
    const admin = await client(again);
    expect((await admin("DELETE", `api-keys/${id}`)).statusCode).toBe(204);
    expect((await use(again, key)).statusCode).toBe(401);
    expect((await admin("DELETE", `api-keys/${id}`)).statusCode).toBe(404);
  });

  it("are as many as the limit allows", async () => {
    const ask = await client(await openHouse({ limits: { apiKeysMax: 1 } }));
    expect((await ask("POST", "api-keys", { name: "x", role: "admin" })).statusCode).toBe(422);
  });
});

describe("devices", () => {
  it("get a token once, by site or for all sites that have none", async () => {
    const house = await openHouse();
    const ask = await client(house);
    const one = (await ask("POST", "devices", { site: "VTL1" })).json();
    expect(one).toMatchObject({ id: "VTL1-ctl", site: "VTL1" });
    expect(await house.devices.verify(one.id, one.token)).not.toBeNull();
    const all = (await ask("POST", "devices/all")).json().items;
    expect(all.map(({ site }: { site: string }) => site)).toEqual(["SHARED", "VNP1"]);
    expect((await ask("POST", "devices/all")).json()).toEqual({ items: [] });
    const listed = await ask("GET", "devices");
    expect(listed.json().items).toHaveLength(3);
    expect(listed.body).not.toContain(one.token);
    expect(listed.body).not.toContain("scrypt");
    const named = { site: "VTL1", id: "VTL1-ctl" };
    expect((await ask("POST", "devices", named)).statusCode).toBe(409);
    expect((await ask("DELETE", "devices/VTL1-ctl")).statusCode).toBe(204);
    expect(house.revoked).toEqual(["VTL1-ctl"]);
    expect(await house.devices.verify(one.id, one.token)).toBeNull();
    expect((await ask("DELETE", "devices/VTL1-ctl")).statusCode).toBe(404);
    expect((await ask("POST", "devices", named)).statusCode).toBe(201);
  });
});

describe("the inventory", () => {
  const shared = sharedHouse();

  it("comes out as YAML and goes in again", async () => {
    const headers = { ...bearer(await shared.current.key("admin")), "content-type": "text/yaml" };
    const out = await shared.current.api.inject({ url: "/api/v1/inventory", headers });
    expect(out.headers["content-type"]).toContain("application/yaml");
    const url = "/api/v1/inventory";
    const back = await shared.current.api.inject({ method: "PUT", url, headers, payload: out.body });
    expect(back.json()).toEqual({ sites: 3, nodes: 5 });
  });

  it("is not taken with errors; each is named", async () => {
    const headers = { ...bearer(await shared.current.key("admin")), "content-type": "text/yaml" };
    const payload = 'sites:\n  - { code: "-", name: X }\nfoo: 1\n';
    const url = "/api/v1/inventory";
    const answer = await shared.current.api.inject({ method: "PUT", url, headers, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().code).toBe("invalid-inventory");
    expect(answer.json().errors.length).toBeGreaterThan(2);
    expect(answer.json().errors[0]).toMatchObject({ path: expect.any(String), fix: expect.any(String) });
    expect(shared.current.inForce.inventory.sites).toHaveLength(3);
  });
});

describe("the audit log", () => {
  it("tells of every change in a chain that goes on after a restart, without secrets", async () => {
    const directory = temporaryDirectory();
    const house = await openHouse({ directory });
    await ensureFirstAdministrator(house.identity, house.gate.act, { password });
    await login(house, "admin");
    const ask = await client(house);
    await ask("POST", "users", { username: "lan", password, role: "technician" });
    await ask("PATCH", "users/lan", { disabled: true, password: "yet another one" });
    await house.close();
    const again = await openHouse({ directory });
    const asking = await client(again);
    await asking("DELETE", "users/lan");
    await asking("POST", "devices", { site: "VTL1" });
    const rows = [...(await again.store.audit({ beforeSequence: 1_000, rowsMax: 100 }))].reverse();
    expect(rows.map(({ action, target }) => `${action} ${target}`)).toEqual([
      "user.create admin",
      "session.open admin",
      "user.create lan",
      "user.change lan",
      "user.delete lan",
      "device.provision VTL1-ctl",
    ]);
    expect(brokenAuditEntry(rows, auditGenesis)).toBeNull();
    const forged = rows.map((row) => (row.sequence === 3 ? { ...row, actor: "somebody" } : row));
    expect(brokenAuditEntry(forged, auditGenesis)).toBe(3);
    expect(
      brokenAuditEntry(
        rows.filter(({ sequence }) => sequence !== 2),
        auditGenesis,
      ),
    ).toBe(3);
    expect(JSON.stringify(rows)).not.toMatch(/password"?:"(?!kept|changed)|scrypt/);
    const page = (await asking("GET", "audit?limit=4")).json();
    const rest = (await asking("GET", `audit?limit=4&cursor=${page.next}`)).json();
    expect([...page.items, ...rest.items].map(({ sequence }) => sequence)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(rest.next).toBeNull();
  });

  it("has nothing of a change that was refused", async () => {
    const house = await openHouse();
    const ask = await client(house);
    await ask("DELETE", "users/nobody");
    await ask("POST", `alarms/${"0".repeat(24)}/acknowledge`);
    expect(await house.store.audit({ beforeSequence: 1_000, rowsMax: 100 })).toEqual([]);
  });
});
