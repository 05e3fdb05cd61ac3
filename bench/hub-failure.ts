import type { Alarm } from "../alerts/alarm.ts";
import { raiseAlarm } from "../alerts/alarm-life.ts";
import { Correlator } from "../alerts/correlation/correlator.ts";
import { alarmIdOf } from "../alerts/identity.ts";
import { defaultRulesPath, loadRules } from "../alerts/rules/load.ts";
import type { Rule } from "../alerts/rules/rule.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { Topology } from "../inventory/topology.ts";
import { parseInventoryYaml } from "../inventory/yaml-format.ts";
import { nodeCode, siteCode } from "../telemetry/identifiers.ts";

const dependents = 2_000;
const hubBranches = 40;
const rounds = 15;
const startMs = Date.UTC(2026, 2, 1);

const site = (index: number): string => `S${String(index).padStart(5, "0")}`;

/** Core, hub, and behind the hub 40 chains of 50 sites. */
const inventoryOfHub = (): Inventory => {
  const sites = Array.from({ length: dependents + 2 }, (_none, index) => ({
    code: site(index),
    name: `Site ${index}`,
    commune: "1",
    class: index < 2 ? "hub" : "normal",
    owner: "VTL",
    tenants: ["VTL"],
    travelMinutes: 30,
    hamlets: [{ name: "Hamlet", population: 400 }],
  }));
  const nodes = sites.flatMap(({ code }) => [
    { site: code, code: "pwr", kind: "power" },
    { site: code, code: "ctl", kind: "controller", poweredBy: "pwr" },
    { site: code, code: "mw", kind: "microwave", poweredBy: "pwr" },
  ]);
  const towardsCore = (index: number): number => (index <= hubBranches + 1 ? 1 : index - hubBranches);
  const links = sites.slice(1).map(({ code }, place) => {
    const from = `${code}/mw`;
    const to = `${site(place === 0 ? 0 : towardsCore(place + 1))}/mw`;
    return { code: `hop-${place}`, from, to, kind: "microwave" };
  });
  const text = JSON.stringify({
    operators: [{ code: "VTL", name: "Viettel" }],
    communes: [{ code: "1", name: "Commune", province: "75", validFrom: "2025-07-01" }],
    sites,
    nodes,
    links,
    core: [`${site(0)}/mw`],
  });
  const parsed = parseInventoryYaml(text, "bench");
  if (!parsed.ok) throw new Error(`BUG: the bench's inventory is wrong: ${JSON.stringify(parsed.errors[0])}`);
  return parsed.inventory;
};

const ruleNamed = (name: string): Rule => {
  const loaded = loadRules([defaultRulesPath]);
  const rule = loaded.ok ? loaded.rules.find((each) => each.name === name) : undefined;
  if (rule === undefined) throw new Error(`BUG: there is no default rule ${name}`);
  return rule;
};

const alarmOf = (
  rule: Rule,
  place: { readonly site: string; readonly node: string },
  atMs: number,
): Alarm => {
  const qualifier = rule.kind === "absence" ? `${place.site}-ctl` : "";
  const identity = { site: siteCode(place.site), node: nodeCode(place.node), type: rule.name, qualifier };
  return raiseAlarm(
    undefined,
    { ...identity, id: alarmIdOf(identity), rule },
    {
      at: { eventAtMs: atMs, receivedAtMs: atMs, clock: "receiver" },
      severity: "critical",
      text: rule.summary,
      threshold: null,
      evidence: [],
    },
  );
};

/** How long it takes to correlate the failure of a hub with 2,000 sites behind it. */
export interface HubFailureFigures {
  readonly alarms: number;
  readonly explained: number;
  /** Median of the rounds, and the first one, before anything is compiled; ms. */
  readonly medianMs: number;
  readonly firstMs: number;
}

/** Lets the mains of the hub fail until it and everything behind it is silent, and explains all of it, some times over. */
export const measureHubFailure = (): HubFailureFigures => {
  const topology = new Topology(inventoryOfHub());
  const silence = ruleNamed("connection-lost");
  const mains = alarmOf(ruleNamed("mains-lost"), { site: site(1), node: "pwr" }, startMs);
  const darkMs = startMs + 3_600_000;
  const silent = Array.from({ length: dependents + 1 }, (_none, index) =>
    alarmOf(silence, { site: site(index + 1), node: "ctl" }, darkMs + (index % 60) * 1_000),
  );
  const active = [mains, ...silent];
  const taken: number[] = [];
  let explained = 0;
  for (let round = 0; round < rounds; round++) {
    const correlator = new Correlator(topology);
    const before = performance.now();
    explained = correlator.explain(active, darkMs + 60_000).size;
    taken.push(performance.now() - before);
  }
  const [firstMs = 0] = taken;
  const medianMs = [...taken].sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0;
  return { alarms: active.length, explained, medianMs, firstMs };
};
