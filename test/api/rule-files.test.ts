import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { administrationLimits } from "../../api/administration-limits.ts";
import { bearer, type House, openHouse, sharedHouse, startMs } from "./house.ts";

const iso = (atMs: number) => new Date(atMs).toISOString();
const minuteMs = 60_000;

const rule = (raise: number | string) => `rules:
  - alert: voltage-odd
    kind: threshold
    event_type: environmentalAlarm
    metric: mains.voltage
    direction: below
    levels:
      - { severity: minor, raise: ${raise}, clear: 239 }
    annotations:
      summary: { vi: "Điện áp lạ {value}", en: "Odd voltage {value}" }
      action: { vi: "Xem", en: "Look" }
`;

const asker = async (house: House) => {
  const headers = bearer(await house.key("admin"));
  return async (
    method: "GET" | "POST" | "PUT",
    url: string,
    payload?: object,
    more: Record<string, string> = {},
  ) => {
    const answer = await house.api.inject({
      method,
      url,
      headers: { ...headers, ...more },
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
};

const fileOf = (name: string, raise: number | string) =>
  [`/api/v1/rule-files/${name}`, { text: rule(raise) }] as const;
const isNew = { "if-none-match": "*" };

describe("checking a text of rules", () => {
  const shared = sharedHouse();
  const check = async (text: string) => {
    const ask = await asker(shared.current);
    return (await ask("POST", "/api/v1/rules/check", { text })).body;
  };

  it("says how many rules would be in force, and nothing is changed", async () => {
    const { ok, rules, errors } = await check(rule(200));
    expect({ ok, errors }).toEqual({ ok: true, errors: [] });
    expect(rules).toBe(shared.current.rules.length + 1);
    expect(existsSync(join(shared.current.directory, "rules"))).toBe(false);
  });

  it("names line and column of what is wrong, in the words of the command", async () => {
    const { ok, rules, errors } = await check(rule("high"));
    expect({ ok, rules }).toEqual({ ok: false, rules: null });
    expect(errors[0]).toMatchObject({ rule: "voltage-odd", value: '"high"' });
    expect(errors[0].path).toMatch(/^voltage-odd: levels\[0\]\.raise/);
    expect(errors[0]).toMatchObject({ line: 8, column: 28 });
    expect(errors[0].fix).not.toBe("");
  });

  it("names the place of broken syntax", async () => {
    const { errors } = await check("rules:\n  - alert: [x\n");
    expect(errors[0].line).toBeGreaterThan(1);
    expect(errors[0].message).toContain("is not YAML");
  });

  it("runs the tests that the text holds", async () => {
    const failing = `${rule(200)}tests:
  - name: odd
    series: { pwr/mains.voltage: "230x5" }
    expect:
      - { at: 3m, rule: voltage-odd, alarms: [{ alert: voltage-odd }] }
`;
    const { ok, errors, tests, failures } = await check(failing);
    expect({ ok, errors, tests }).toEqual({ ok: false, errors: [], tests: 1 });
    expect(failures).toMatchObject([{ test: "odd", at: "3m" }]);
  });
});

describe("writing a file of rules", () => {
  it("puts it into force at once, on disk, audited, beside the shipped ones", async () => {
    const house = await openHouse();
    const ask = await asker(house);
    const written = await ask("PUT", ...fileOf("own.yaml", 200), isNew);
    expect(written).toMatchObject({ status: 200, body: { rules: house.rules.length + 1 } });
    expect(readFileSync(join(house.directory, "rules", "own.yaml"), "utf8")).toBe(rule(200));
    const { body } = await ask("GET", "/api/v1/rule-files");
    const files: { name: string; origin: string; editable: boolean; hash: string }[] = body.items;
    expect(files.map(({ name, origin, editable }) => [name, origin, editable])).toEqual([
      ["default.yaml", "shipped", false],
      ["own.yaml", "own", true],
    ]);
    expect(files[1]?.hash).toBe(written.body.hash);
    const audit = await ask("GET", "/api/v1/audit");
    expect(audit.body.items[0]).toMatchObject({
      action: "rules.write",
      target: "own.yaml",
      detail: JSON.stringify({ linesAdded: rule(200).split("\n").length - 1, linesRemoved: 0 }),
    });
    await house.publish("sites/VTL1/pwr/telemetry", {
      ts: house.time.nowMs,
      values: { "mains.voltage": 199 },
    });
    expect(house.alarms.list().map(({ type }) => type)).toContain("voltage-odd");
  });

  it("lets no editor overwrite another's work", async () => {
    const house = await openHouse();
    const ask = await asker(house);
    const { body } = await ask("PUT", ...fileOf("own.yaml", 200), isNew);
    expect((await ask("PUT", ...fileOf("own.yaml", 201), isNew)).status).toBe(409);
    const seen = { "if-match": `"${body.hash}"` };
    const both = await Promise.all([
      ask("PUT", ...fileOf("own.yaml", 202), seen),
      ask("PUT", ...fileOf("own.yaml", 203), seen),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const blind = await ask("PUT", ...fileOf("own.yaml", 204));
    expect([blind.status, blind.body.errors[0].path]).toEqual([400, "header.if-match"]);
  });

  it("changes nothing when the text is wrong or the name leads elsewhere", async () => {
    const house = await openHouse();
    const ask = await asker(house);
    const wrong = await ask("PUT", ...fileOf("own.yaml", "high"), isNew);
    expect([wrong.status, wrong.body.code]).toEqual([400, "invalid-rules"]);
    expect(wrong.body.errors[0].path).toMatch(/^body\.text 8:28 voltage-odd/);
    for (const name of ["default.txt", "..%2Fown.yaml", ".hidden.yaml"]) {
      expect((await ask("PUT", ...fileOf(name, 200), isNew)).status).toBe(400);
    }
    expect(existsSync(join(house.directory, "rules"))).toBe(false);
  });
});

describe("a dry run", () => {
  const played = async () => {
    const house = await openHouse();
    const ask = await asker(house);
    for (const voltage of [230, 199, 230, 240, 180, 240]) {
      await house.publish("sites/VTL1/pwr/telemetry", {
        ts: house.time.nowMs,
        values: { "mains.voltage": voltage },
      });
      house.time.nowMs += 10 * minuteMs;
    }
    return { house, ask };
  };

  it("tells what the rules would have raised, beside those in force", async () => {
    const { ask } = await played();
    const { status, body } = await ask("POST", "/api/v1/rules/dry-run", { text: rule(200) });
    expect(status).toBe(200);
    expect(body).toMatchObject({ readings: 6, partial: null, notJudged: ["absence", "device"] });
    expect(body.rules).toContainEqual({ rule: "voltage-odd", inForce: 0, proposed: 2, sites: 1 });
    const own = body.alarms.filter((alarm: { rule: string }) => alarm.rule === "voltage-odd");
    expect(own).toMatchObject([
      {
        site: "VTL1",
        node: "pwr",
        change: "new",
        from: iso(startMs + 10 * minuteMs),
        to: iso(startMs + 30 * minuteMs),
      },
      { change: "new", from: iso(startMs + 40 * minuteMs) },
    ]);
    expect(body.alarmsTotal).toBe(body.alarms.length);
  });

  it("leaves the platform as it is, and takes only the time that is asked for", async () => {
    const { house, ask } = await played();
    const before = house.alarms.list();
    const to = iso(startMs + 30 * minuteMs);
    const { body } = await ask("POST", "/api/v1/rules/dry-run", { text: rule(200), to });
    expect(body).toMatchObject({ readings: 3, to, playedUntil: to });
    expect(house.alarms.list()).toEqual(before);
    expect(existsSync(join(house.directory, "rules"))).toBe(false);
  });

  it("lets readings be stored meanwhile, and is alone", async () => {
    const { house, ask } = await played();
    const run = ask("POST", "/api/v1/rules/dry-run", { text: rule(200) });
    const other = ask("POST", "/api/v1/rules/dry-run", { text: rule(200) });
    await house.publish("sites/VTL1/pwr/telemetry", {
      ts: house.time.nowMs,
      values: { "mains.voltage": 231 },
    });
    expect([(await run).status, (await other).status].sort()).toEqual([200, 409]);
  });

  it("refuses wrong rules and wrong periods", async () => {
    const { ask } = await played();
    const wrong = await ask("POST", "/api/v1/rules/dry-run", { text: rule("high") });
    expect([wrong.status, wrong.body.code]).toEqual([400, "invalid-rules"]);
    const back = { text: rule(200), from: iso(startMs + minuteMs), to: iso(startMs) };
    expect((await ask("POST", "/api/v1/rules/dry-run", back)).body.code).toBe("invalid-range");
  });
});

describe("a hostile text of rules or inventory", () => {
  const keysWithinKeys = "? ".repeat(500);
  const hostile = [
    ["lists without end", `rules: ${"[".repeat(20_000)}`],
    ["keys that are lists of keys", keysWithinKeys],
    ["thousands of wrong rules", `rules:\n${"  - { alert: x, kind: y }\n".repeat(3_000)}`],
  ] as const;

  it.each(hostile)("is refused soon, with its first ruleFaultsMax errors: %s", async (_what, text) => {
    const ask = await asker(await openHouse());
    const { status, body } = await ask("POST", "/api/v1/rules/check", { text });
    expect([status, body.ok]).toEqual([200, false]);
    expect(body.errors.length).toBeGreaterThan(0);
    expect(body.errors.length).toBeLessThanOrEqual(administrationLimits.ruleFaultsMax);
  });

  it("is refused soon as an inventory too", async () => {
    const house = await openHouse();
    const answer = await house.api.inject({
      method: "POST",
      url: "/api/v1/inventory/preview",
      headers: { ...bearer(await house.key("admin")), "content-type": "text/yaml" },
      payload: keysWithinKeys,
    });
    expect([answer.statusCode, answer.json().code]).toEqual([400, "invalid-inventory"]);
  });
});
