import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openHouse, serve } from "./house.ts";
import { adminPassword, documentOf, runCommand } from "./serve.ts";

const wrongConfiguration = `inventory: ./inventory.yaml
http: { port: 70000 }
mqtt: { port: none, host: 127.0.0.1 }
htpp: {}
routes:
  - { match: { severity: [terrible] }, to: [nowhere] }
`;

describe("what is wrong stops the start with exit code 2 and everything listed", () => {
  test.each(["serve", "check"])(
    "%s names every error of the configuration with its place and fix",
    async (command) => {
      const house = openHouse();
      house.write("tramcanh.yaml", wrongConfiguration);
      const { code, out, log } = await runCommand(house, [command]);
      expect([code, out]).toEqual([2, ""]);
      for (const place of ["http.port", "mqtt.port", "htpp", "routes.0.match.severity.0"])
        expect(log).toContain(place);
      expect(log).toContain("70000");
      expect(log.match(/fix: /g)?.length).toBeGreaterThanOrEqual(4);
    },
  );

  test("rules, inventory and channels are all looked at before it says what is wrong", async () => {
    const house = openHouse({
      mqtt: "mqtt: { host: 127.0.0.1, port: 0, tls: { port: 0, key: no-key.pem, certificate: tramcanh.yaml } }\n",
      more: [
        "rules: [rules/*.yaml, missing/*.yaml]",
        'channels: { noc: { kind: webhook, url: "http://127.0.0.1:9/", secret: { env: NO_SUCH_SECRET }, allowPrivateAddress: true } }',
        "",
      ].join("\n"),
      files: {
        "rules/wrong.yaml":
          "rules:\n  - { alert: a, kind: threshold, metric: no.such }\n  - { alert: mains-lost, for: soon }\n",
        "inventory.yaml":
          "operators: [{ code: VTL, name: Viettel }]\nsites:\n  - { code: S 1, owner: XYZ }\n",
      },
    });
    const { code, out, log } = await runCommand(house, ["serve"]);
    expect([code, out]).toEqual([2, ""]);
    for (const word of [
      "wrong.yaml",
      "mains-lost",
      "soon",
      "missing/*.yaml",
      "inventory.yaml",
      "S 1",
      "NO_SUCH_SECRET",
      "no-key.pem",
    ])
      expect(log).toContain(word);
  });

  test("an inventory that is wrong is not imported, and nothing is changed", async () => {
    const house = openHouse();
    house.write("wrong.yaml", "sites:\n  - { code: S 1 }\n  - { code: S2, latitude: 200 }\n");
    const { code, log } = await runCommand(house, ["inventory", "import", "wrong.yaml", "--json"]);
    expect(code).toBe(2);
    expect(log).toContain("S 1");
    expect(log).toContain("200");
    expect(JSON.parse((await runCommand(house, ["check", "--json"])).out)).toMatchObject({
      ok: true,
      sites: 40,
    });
  });
});

describe("check and doctor", () => {
  test("check says what it found", async () => {
    expect(documentOf(await runCommand(openHouse(), ["check", "--json"]))).toEqual({
      ok: true,
      rules: expect.any(Number),
      sites: 40,
      channels: 0,
    });
  });

  test("doctor looks at everything around the platform, and fails when something is bad", async () => {
    const house = openHouse();
    expect(documentOf(await runCommand(house, ["doctor", "--json"]))).toMatchObject({ ok: true });
    house.write("inventory.yaml", "sites: 7\n");
    const { code, out } = await runCommand(house, ["doctor", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([
        { name: "configuration", ok: false, detail: expect.stringContaining("sites") },
      ]),
    });
  });
});

const occupy = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

describe("start and stop", () => {
  test("a key of the configuration gives way to the environment, and that to an option", async () => {
    const house = openHouse({ mqtt: "mqtt: { host: 127.0.0.1, port: 1 }\n" });
    const taken = await occupy();
    const environment = {
      TRAMCANH__MQTT__PORT: "0",
      TRAMCANH__HTTP__PORT: String(taken),
      TRAMCANH__LOG__LEVEL: "warn",
    };
    const served = await serve(house, { environment, words: ["--http-port", "0"] });
    expect(served.mqttPort).toBeGreaterThan(1_023);
    expect(new URL(served.urls.http).port).not.toBe(String(taken));
    expect(served.log()).toBe("");
  });

  test.each(["mqtt", "http"])(
    "an occupied %s port is named and ends the start with exit code 1",
    async (side) => {
      const port = await occupy();
      const { code, out, log } = await runCommand(openHouse(), ["serve", `--${side}-port`, String(port)]);
      expect([code, out]).toEqual([1, ""]);
      expect(log).toMatch(new RegExp(`error: ${side}\\.port: .*${port}.*\n +fix: .*--${side}-port`));
      expect(log).not.toMatch(/\n\s+at /);
    },
  );

  test("a second serve on the same data says so, and does not disturb the first", async () => {
    const house = openHouse();
    const served = await serve(house);
    const { code, out, log } = await runCommand(house, ["serve"]);
    expect([code, out]).toEqual([1, ""]);
    expect(log).toMatch(/error: another tramcanh process uses .*journal\.duckdb: stop it first/);
    expect((await served.ask("GET", "/readyz")).status).toBe(200);
    expect((await runCommand(house, ["device", "list", "--json"])).out).toBe("[]\n");
  });

  test("a crash leaves nothing behind that keeps commands or the next start from working", async () => {
    const house = openHouse();
    const first = await serve(house);
    await first.kill();
    // As in a container, where the next process has the number of the one that crashed.
    const control = readFileSync(join(house.data, "control.json"), "utf8");
    house.write("data/control.json", control.replace(/"pid":\d+/, `"pid":${process.pid}`));
    expect(documentOf(await runCommand(house, ["device", "add", "BPH0001", "--json"]))).toMatchObject({
      id: "BPH0001-ctl",
    });
    const second = await serve(house);
    expect((await second.ask("GET", "/api/v1/devices")).text).toContain("BPH0001-ctl");
  });

  test("prints one line when ready; SIGTERM ends it soon with exit code 0, and a second start finds everything", async () => {
    const house = openHouse();
    const first = await serve(house);
    documentOf(await runCommand(house, ["device", "add", "BPH0001", "--json"]));
    documentOf(await runCommand(house, ["user", "add", "lan", "--role", "technician", "--json"]));
    const startMs = performance.now();
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - startMs).toBeLessThan(10_000);
    expect(first.out().trimEnd().split("\n")).toHaveLength(1);

    const second = await serve(house);
    expect((await second.ask("GET", "/api/v1/devices")).text).toContain("BPH0001-ctl");
    expect((await second.ask("GET", "/api/v1/users")).text).toContain("lan");
    expect(second.log()).not.toMatch(/password/);
  });

  test("commands before the first serve leave the administrator and the password to it", async () => {
    const house = openHouse();
    documentOf(await runCommand(house, ["device", "add", "BPH0001", "--json"]));
    const served = await serve(house);
    const login = { username: "admin", password: adminPassword };
    expect((await served.ask("POST", "/api/v1/session", login)).status).toBe(201);
  });
});
