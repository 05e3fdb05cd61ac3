import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadRules } from "../../alerts/rules/load.ts";
import { defaultConsoleSettings } from "../../api/settings/console-settings.ts";
import { defaultChecklists } from "../../api/settings/default-checklists.ts";
import { instructionFor } from "../../api/views/instruction.ts";
import { emptyInventory } from "../../inventory/inventory.ts";
import { nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { defaultRules } from "../alerts/stand.ts";
import { bearer, openHouse, sharedHouse, temporaryDirectory } from "./house.ts";

describe("what to do", () => {
  const shared = sharedHouse();
  const get = async (path: string) =>
    shared.current.api.inject({
      url: `/api/v1/${path}`,
      headers: bearer(await shared.current.key("technician")),
    });

  it("is there for every type of alarm in both languages: the rule's steps, or its sentence", async () => {
    const { items } = (await get("instructions")).json();
    const rules = shared.current.rules;
    expect(items.map(({ type }: { type: string }) => type)).toEqual(rules.map(({ name }) => name));
    const stepsOf = (wanted: string): number =>
      items.find(({ type }: { type: string }) => type === wanted).vi.split("\n").length;
    for (const type of ["mains-lost", "battery-soc-low", "genset-fault", "genset-fuel-low", "link-down"]) {
      expect([type, stepsOf(type) > 2]).toEqual([type, true]);
    }
    for (const rule of rules) {
      const { instruction } = rule;
      if (instruction === undefined) continue;
      expect([rule.name, instruction.vi.split("\n").length]).toEqual([
        rule.name,
        instruction.en.split("\n").length,
      ]);
    }
    const plain = rules.find(({ instruction }) => instruction === undefined);
    expect(items.find(({ type }: { type: string }) => type === plain?.name)).toEqual({
      type: plain?.name,
      ...plain?.action,
    });
  });

  it("stands with one alarm, and not in lists", async () => {
    const house = shared.current;
    await house.deviceAlarm("VTL1/pwr", "lamp-failure");
    const [alarm] = house.alarms.list();
    const rule = house.rules.find(({ name }) => name === alarm?.type);
    const one = (await get(`alarms/${alarm?.id}`)).json();
    expect(one.instruction).toEqual(rule === undefined ? null : rule.action);
    const { items } = (await get("alarms")).json();
    expect(items[0]).not.toHaveProperty("instruction");
  });

  it("is the nearest override's where there is one, and null for a type without a rule", () => {
    const [rule] = defaultRules().filter(({ name }) => name === "door-open");
    if (rule === undefined) throw new Error("door-open is a default rule");
    const there = { ...rule, instruction: { vi: "Gọi bảo vệ.", en: "Call the guard." } };
    const rules = [{ ...rule, variants: { "site:VTL1": there } }];
    const alarm = (site: string, type: string) => ({ site: siteCode(site), node: nodeCode("pwr"), type });
    const at = (site: string, type = "door-open") => instructionFor(alarm(site, type), rules, emptyInventory);
    expect(at("VTL1")).toEqual(there.instruction);
    expect(at("VNP1")).toEqual(rule.instruction);
    expect(at("VTL1", "unheard-of")).toBeNull();
  });

  it("of a rule is refused in one language alone, or longer than 2,000 characters", () => {
    const folder = temporaryDirectory();
    const pathsOf = (instruction: object): string[] => {
      const annotations = { summary: { vi: "x", en: "x" }, action: { vi: "x", en: "x" }, instruction };
      const facts = { alert: "x", kind: "device", types: ["x"], event_type: "equipmentAlarm", annotations };
      const file = join(folder, "rules.yaml");
      writeFileSync(file, JSON.stringify({ rules: [facts] }));
      const loaded = loadRules([file]);
      return loaded.ok ? [] : loaded.errors.map(({ path }) => path);
    };
    expect(pathsOf({ vi: "x", en: "y" })).toEqual([]);
    expect(pathsOf({ vi: "x" })).toEqual(["annotations.instruction.en"]);
    expect(pathsOf({ vi: "x".repeat(2_001), en: "x" })).toEqual(["annotations.instruction.vi"]);
  });

  it("checklists speak of alarms that there are, in both languages", async () => {
    const { items } = (await get("checklists")).json();
    expect(items).toEqual(JSON.parse(JSON.stringify(defaultChecklists)));
    expect(items.map(({ id }: { id: string }) => id)).toEqual([
      ...["battery", "rectifier", "generator", "cooling", "transmission"],
    ]);
    const types = new Set(shared.current.rules.map(({ name }) => name));
    for (const { alarms, steps } of defaultChecklists) {
      expect(alarms.filter((type) => !types.has(type))).toEqual([]);
      expect(steps.length).toBeGreaterThanOrEqual(4);
      expect(steps.length).toBeLessThanOrEqual(8);
    }
  });
});

describe("boundaries and settings", () => {
  it("tell the port of MQTT that is open now, not the one that was wished for", async () => {
    let port = 0;
    const settings = {
      ...defaultConsoleSettings,
      get mqtt() {
        return { host: "0.0.0.0", port, tlsPort: null };
      },
    };
    const { api, key } = await openHouse({ context: { settings } });
    const headers = bearer(await key("admin"));
    port = 41_883;
    expect((await api.inject({ url: "/api/v1/settings", headers })).json().mqtt.port).toBe(41_883);
  });

  it("are empty and plain without a configuration", async () => {
    const { api, key } = await openHouse();
    const headers = bearer(await key("kiosk"));
    const map = await api.inject({ url: "/api/v1/boundaries", headers });
    expect(map.headers["content-type"]).toBe("application/geo+json; charset=utf-8");
    expect(map.json()).toEqual({ type: "FeatureCollection", features: [] });
    expect((await api.inject({ url: "/api/v1/settings", headers })).json()).toEqual({
      title: "Trạm Canh",
      nocPhone: null,
      zone: "+07:00",
      photoBytesMax: 2_097_152,
      noteCharactersMax: 2_000,
      mqtt: { host: "0.0.0.0", port: 1_883, tlsPort: null },
    });
  });

  it("are the operator's own, and not sent again to who has them", async () => {
    const boundaries = '{"type":"FeatureCollection","features":[],"name":"Bình Phước"}';
    const mqtt = { host: "127.0.0.1", port: 1_884, tlsPort: 8_883 };
    const settings = { title: "NOC", nocPhone: "+84 271 3888 888", boundaries, checklists: [], mqtt };
    const { api, key } = await openHouse({ context: { settings } });
    const headers = bearer(await key("technician"));
    const first = await api.inject({ url: "/api/v1/boundaries", headers });
    expect(first.body).toBe(boundaries);
    const again = { ...headers, "if-none-match": String(first.headers.etag) };
    const second = await api.inject({ url: "/api/v1/boundaries", headers: again });
    expect([second.statusCode, second.body]).toEqual([304, ""]);
    expect((await api.inject({ url: "/api/v1/settings", headers })).json()).toMatchObject({
      title: "NOC",
      nocPhone: "+84 271 3888 888",
      mqtt,
    });
  });
});
