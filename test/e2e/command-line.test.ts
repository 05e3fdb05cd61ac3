import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHouse } from "./house.ts";
import {
  type CommandResult,
  documentOf,
  type House,
  launchServe,
  makeHouse,
  readLate,
  runCommand,
  runOnFullDisk,
  type Served,
} from "./serve.ts";

describe.each([
  { how: "while serve runs on the same data", running: true },
  { how: "without serve", running: false },
])("commands $how", ({ running }) => {
  let house: House;
  let served: Served | null = null;

  beforeAll(async () => {
    house = makeHouse();
    if (running) served = await launchServe(house).ready;
  });
  afterAll(async () => {
    await served?.kill();
    house.remove();
  });

  const command = (...words: string[]): Promise<CommandResult> => runCommand(house, words);

  test("device add, add --all, list and revoke answer one JSON document each", async () => {
    const one = documentOf(await command("device", "add", "BPH0001", "--json"));
    expect(one).toEqual({ id: "BPH0001-ctl", token: expect.stringMatching(/^\S{20,}$/), site: "BPH0001" });
    const all = documentOf(await command("device", "add", "--all", "--json"));
    expect(all).toHaveLength(39);
    expect(all).toContainEqual({ id: "BPH0040-ctl", token: expect.any(String), site: "BPH0040" });
    expect(documentOf(await command("device", "revoke", "BPH0040-ctl", "--json"))).toEqual({
      id: "BPH0040-ctl",
      revoked: true,
    });
    const listed = documentOf(await command("device", "list", "--json"));
    expect(listed).toHaveLength(40);
    expect(listed).toContainEqual({ id: "BPH0001-ctl", site: "BPH0001", revokedAt: null });
    expect(listed).toContainEqual({
      id: "BPH0040-ctl",
      site: "BPH0040",
      revokedAt: expect.stringMatching(/Z$/),
    });
    expect(JSON.stringify(listed)).not.toContain("token");
  });

  test("user add, list and remove", async () => {
    const added = documentOf(await command("user", "add", "lan", "--role", "technician", "--json"));
    expect(added).toEqual({
      username: "lan",
      role: "technician",
      password: expect.stringMatching(/^\S{20,}$/),
    });
    const chosen = await runCommand(
      house,
      ["user", "add", "minh", "--role", "regulator", "--operators", "VTL", "--json"],
      { TRAMCANH_USER_PASSWORD: "a password of one's own" },
    );
    expect(documentOf(chosen)).toEqual({ username: "minh", role: "regulator" });
    expect(documentOf(await command("user", "remove", "lan", "--json"))).toEqual({
      username: "lan",
      removed: true,
    });
    expect(documentOf(await command("user", "list", "--json"))).toEqual([
      ...(running ? [{ username: "admin", role: "admin", disabled: false }] : []),
      { username: "minh", role: "regulator", disabled: false },
    ]);
  });

  test("the inventory goes out and in again as YAML and as CSV", async () => {
    expect((await command("inventory", "export", "--yaml", "out.yaml", "--csv", "out")).code).toBe(0);
    const yaml = readFileSync(join(house.folder, "out.yaml"), "utf8");
    const sites = readFileSync(join(house.folder, "out/sites.csv"), "utf8");
    house.write("out/sites.csv", sites.replace("Đồng Xoài,", "Đồng Xoài mới,"));

    expect(documentOf(await command("inventory", "import", "out", "--json"))).toMatchObject({ sites: 40 });
    const changed = yaml.replace("BPH0001, name: Đồng Xoài,", "BPH0001, name: Đồng Xoài mới,");
    expect((await command("inventory", "export")).out).toBe(changed);
    expect(documentOf(await command("inventory", "export", "--json"))).toEqual({ yaml: changed });
  });

  test("what the platform refuses fails with exit code 1 and the reason", async () => {
    const { code, out, log } = await command("device", "add", "NOWHERE", "--json");
    expect([code, out]).toEqual([1, ""]);
    expect(log).toMatch(/error: .*NOWHERE/);
  });
});

describe("what is printed is more than a pipe holds", () => {
  const house = makeHouse();
  afterAll(() => house.remove());
  const sites = Array.from(
    { length: 3_000 },
    (_none, index) =>
      `  - { code: S${index}, name: Site ${index}, commune: "1", latitude: 11.5, longitude: 106.5, class: normal, owner: VTL, tenants: [VTL], travelMinutes: 30, hamlets: [] }`,
  );
  const head = [
    "operators: [{ code: VTL, name: Viettel }]",
    'communes: [{ code: "1", name: Commune, province: "75", validFrom: 2025-07-01 }]',
  ];
  house.write("inventory.yaml", [...head, "sites:", ...sites, ""].join("\n"));

  test("a slow reader gets all of it", async () => {
    expect(documentOf(await readLate(house, ["inventory", "export", "--json"]))).toEqual({
      yaml: expect.stringMatching(/ code: S0, [\s\S]* code: S2999, /),
    });
  });

  test("a reader that leaves early does not make it fail", async () => {
    expect(await readLate(house, ["inventory", "export"], 100)).toMatchObject({ code: 0, log: "" });
  });

  test("a full disk under its output makes it fail and say so", () => {
    const { code, log } = runOnFullDisk(house, ["inventory", "export", "--json"]);
    expect(code).toBe(1);
    expect(log).toMatch(/^error: what was printed is lost: ENOSPC/);
  });
});

describe("wrong use has exit code 2", () => {
  test.each([
    ["no-such-command"],
    ["serve", "--mqtt-port", "eighty"],
    ["device", "add", "BPH0001", "--all"],
    ["user", "add", "lan"],
    ["user", "add", "lan", "--role", "king"],
    ["simulate", "--url", "mqtt://127.0.0.1:1", "--devices", "missing.json"],
    ["simulate", "--url", "mqtt://127.0.0.1:1", "--devices", "tramcanh.yaml"],
    ["serve", "--config", "missing.yaml"],
  ])("%s %s", async (...words) => {
    const { code, out, log } = await runCommand(openHouse(), words);
    expect([code, out]).toEqual([2, ""]);
    expect(log).not.toBe("");
    expect(log).not.toMatch(/\n\s+at /);
  });

  test.each([
    { name: "TRAMCANH_ADMIN_PASSWORD", value: "seven77" },
    { name: "TRAMCANH_ADMIN_PASSWORD_FILE", value: "missing.txt" },
    { name: "TRAMCANH__RULES", value: "[" },
  ])("$name=$value is named with its fix", async ({ name, value }) => {
    const { code, out, log } = await runCommand(openHouse(), ["serve"], { [name]: value });
    expect([code, out]).toEqual([2, ""]);
    expect(log).toContain(name);
    expect(log).toContain("fix: ");
    expect(log).not.toContain("seven77");
  });
});
