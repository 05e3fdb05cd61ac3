import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { settleMs } from "../../alerts/correlation/limits.ts";
import { openChannels } from "../../app/channels.ts";
import { configurationSchema } from "../../app/configuration.ts";
import { configurationDoubts } from "../../app/configuration-doubts.ts";
import { loadConfiguration } from "../../app/configuration-file.ts";
import { formatFaults, StartRefused } from "../../app/start-refused.ts";
import { emptyInventory } from "../../inventory/inventory.ts";
import { rulesFrom, ruleText } from "../alerts/rule-files.ts";
import { defaultRules } from "../alerts/stand.ts";

const faultsOf = (text: string) => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-faults-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "tramcanh.yaml");
  writeFileSync(file, text);
  const loaded = loadConfiguration({ file, environment: {}, overrides: [] });
  return loaded.ok ? [] : loaded.faults;
};

test.each([
  [
    "user and password of a URL",
    'n: { kind: webhook, url: "http://me:hunter2@a.test/x", secret: { env: A } }',
  ],
  [
    "the query of a URL",
    's: { kind: sms, url: "http://a.test/?key=hunter2&to={nobody}", to: "+84901234567" }',
  ],
  ["a header", 's: { kind: sms, url: "http://a.test/", headers: { A: "hunter2 {x}" }, to: "+84901234567" }'],
  ["a secret written into the file", 't: { kind: telegram, token: "hunter2", chat: "-1" }'],
  ["a misspelt key", "m: { kind: email, host: a.test, from: a@a.test, to: [b@a.test], pasword: hunter2 }"],
])("%s is not shown by what is wrong beside it", (_name, channel) => {
  const faults = faultsOf(`channels:\n  ${channel}\n`);
  expect(faults).not.toEqual([]);
  expect(formatFaults(faults)).not.toContain("hunter2");
});

test("a name that stands for nothing comes with those that stand for something", () => {
  const channel = 'kind: webhook, url: "https://a.test/", secret: { env: A }';
  const faults = faultsOf(
    `channels: { noc: { ${channel} }, duty: { ${channel} } }\nroutes: [{ to: [nox], escalation: night }]\n`,
  );
  expect(faults).toMatchObject([
    { path: "routes.0.to.0", value: '"nox"', fix: "use one of: noc, duty" },
    { path: "routes.0.escalation", value: '"night"', fix: expect.stringContaining("describe") },
  ]);
});

test("kinds of channels and classes of sites that there are none of are refused", () => {
  expect(faultsOf("templates: { fax: {} }\ndigest: { individually: [pager] }\n")).toMatchObject([
    { path: "digest.individually.0", fix: expect.stringContaining("telegram") },
    { path: "templates.fax", fix: expect.stringContaining("telegram") },
  ]);
  expect(faultsOf("routes: [{ match: { class: [huge] }, to: [noc] }]\n")).toMatchObject([
    { path: "routes.0.match.class.0", fix: "use one of: hub, normal, remote" },
  ]);
});

test.each([
  ["127.0.0.1", "allowPrivateAddress: true"],
  ["169.254.169.254", "never connected to"],
])("a channel to %s says how to mend it", (address, fix) => {
  const { channels, data } = configurationSchema.parse({
    channels: { am: { kind: "alertmanager", url: `http://${address}:9093` } },
  });
  const open = () => openChannels({ channels, data }, tmpdir());
  expect(open).toThrow(StartRefused);
  try {
    open();
  } catch (error) {
    expect(error).toMatchObject({
      faults: [{ path: "channels.am", message: expect.stringContaining(address), fix: expect.any(String) }],
    });
    expect(JSON.stringify(error)).toContain(fix);
  }
});

test("templates that can't be used and routes for places that nobody knows are doubted", () => {
  const configuration = configurationSchema.parse({
    channels: { noc: { kind: "webhook", url: "https://a.test/", secret: { env: "A" } } },
    routes: [{ match: { site: ["BPH9999"], operator: ["NOBODY"], commune: ["1"] }, to: ["noc"] }],
    templates: { sms: { title: { vi: "{severty}", en: "{severity}" } } },
  });
  expect(configurationDoubts(configuration, { inventory: emptyInventory, rules: [] })).toMatchObject([
    { path: "templates.sms.title.vi", message: expect.stringContaining("severty") },
    { path: "routes.0.match.site.0", value: '"BPH9999"' },
    { path: "routes.0.match.operator.0", value: '"NOBODY"' },
    { path: "routes.0.match.commune.0", value: '"1"' },
  ]);
});

test("rules of symptoms that fire for longer than a symptom stays with its cause are doubted", () => {
  const configuration = configurationSchema.parse({});
  const rules = defaultRules();
  const doubtsOf = (name: string, keepFiringForMs: number) =>
    configurationDoubts(configuration, {
      inventory: emptyInventory,
      rules: rules.flatMap((rule) =>
        rule.name === name && rule.kind === "threshold" ? [{ ...rule, keepFiringForMs }] : [],
      ),
    });
  expect(configurationDoubts(configuration, { inventory: emptyInventory, rules })).toEqual([]);
  expect(doubtsOf("mains-voltage-low", settleMs - 1)).toEqual([]);
  expect(doubtsOf("mains-voltage-low", settleMs)).toMatchObject([
    { path: "mains-voltage-low: keep_firing_for", value: "6m", fix: expect.stringContaining("below 6m") },
  ]);
  expect(doubtsOf("room-humidity-high", settleMs)).toEqual([]);
});

test("so are overrides of such rules, each once", () => {
  const rules = rulesFrom(
    `rules:\n${ruleText(
      "low",
      "kind: threshold",
      "metric: dc.bus.voltage",
      "direction: below",
      "levels: [{ severity: major, raise: 48 }]",
      "keep_firing_for: 1m",
      "meaning: feed-weak",
    )}overrides:\n  - { alert: low, class: hub, keep_firing_for: 10m }\n  - { alert: low, class: remote, for: 5m }\n`,
  );
  expect(
    configurationDoubts(configurationSchema.parse({}), { inventory: emptyInventory, rules }),
  ).toMatchObject([{ file: "rules", path: "low: override of class hub: keep_firing_for", value: "10m" }]);
});
