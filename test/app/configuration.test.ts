import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { configurationSchema } from "../../app/configuration.ts";
import { loadConfiguration } from "../../app/configuration-file.ts";

const placesOf = (configuration: unknown): readonly string[] =>
  (configurationSchema.safeParse(configuration).error?.issues ?? []).map(({ path }) => path.join("."));

test.each(["nowhere", "constructor", "toString"])(
  "a route to %s, which is no channel, is refused",
  (channel) => {
    expect(placesOf({ routes: [{ to: [channel] }] })).toEqual(["routes.0.to.0"]);
  },
);

test("trusted proxies are addresses or networks", () => {
  const right = ["127.0.0.1", "::1", "10.0.0.0/8", "fd00::/8"];
  expect(placesOf({ http: { trustedProxies: right } })).toEqual([]);
  expect(placesOf({ http: { trustedProxies: ["127.0.0.1", "nonsense", "10.0.0.0/40"] } })).toEqual([
    "http.trustedProxies.1",
    "http.trustedProxies.2",
  ]);
});

test("aliases that would grow without bound are a fault of the file", () => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-configuration-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "tramcanh.yaml");
  const tenfold = (name: string): string => `[${Array(10).fill(`*${name}`).join(", ")}]`;
  writeFileSync(file, `a: &a [x]\nb: &b ${tenfold("a")}\nc: &c ${tenfold("b")}\nd: ${tenfold("c")}\n`);
  expect(loadConfiguration({ file, environment: {}, overrides: [] })).toMatchObject({
    ok: false,
    faults: [{ file, fix: "write the values out instead of using aliases" }],
  });
});

describe("routes, rota and escalations", () => {
  const channels = {
    sms: { kind: "webhook", url: "https://noc.example.test", secret: { env: "NOC_SECRET" } },
  };
  const hours = { from: "07:00", to: "19:00" };

  test.each([
    [
      "a person reached by no channel",
      { rota: { people: { one: { to: [{ channel: "fax" }] } } } },
      "rota.people.one.to.0.channel",
    ],
    [
      "a turn of nobody",
      { rota: { teams: { field: [{ ...hours, person: "one" }] } } },
      "rota.teams.field.0.person",
    ],
    [
      "a step to no channel",
      { escalation: { night: [{ after: "5m", to: ["fax"] }] } },
      "escalation.night.0.to.0",
    ],
    [
      "a step to no team",
      { escalation: { night: [{ after: "5m", team: "field" }] } },
      "escalation.night.0.team",
    ],
    [
      "a route with no such escalation",
      { routes: [{ to: ["sms"], escalation: "night" }] },
      "routes.0.escalation",
    ],
  ])("%s is refused", (_name, given, place) => {
    expect(placesOf({ channels, ...given })).toEqual([place]);
  });

  test("the example of their page is right", () => {
    const page = readFileSync(new URL("../../docs/formats/routes.md", import.meta.url), "utf8");
    const [, example = ""] = /```yaml\n(routes:[\s\S]*?)```/.exec(page) ?? [];
    const names = ["noc", "vnp-noc", "managers", "sms", "mail-first-north"];
    const named = Object.fromEntries(names.map((name) => [name, channels.sms]));
    expect(placesOf({ ...parse(example), channels: named })).toEqual([]);
  });
});
