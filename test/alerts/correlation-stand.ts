import type { Alarm, Explanation, Meaning } from "../../alerts/alarm.ts";
import { platformMoment, raiseAlarm } from "../../alerts/alarm-life.ts";
import { Correlator } from "../../alerts/correlation/correlator.ts";
import { alarmIdOf } from "../../alerts/identity.ts";
import { exampleProvincePath, loadInventory } from "../../inventory/load.ts";
import { Topology } from "../../inventory/topology.ts";
import { nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { inventoryOf } from "../inventory/sample.ts";

/** The instant from which tests count their seconds. */
export const startMs = Date.UTC(2026, 0, 5, 3);

/** Types of the default rules for each meaning; a test that needs another names it. */
const types: Readonly<Record<Meaning, string>> = {
  "feed-lost": "mains-lost",
  "feed-weak": "battery-soc-low",
  "node-down": "bts-down",
  "link-down": "link-down",
  unreachable: "connection-lost",
  local: "door-open",
};

/** What a test may say of an alarm besides where it is and when it was raised. */
export interface Said {
  readonly type?: string;
  readonly qualifier?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly severity?: Alarm["severity"];
  readonly probableCause?: Alarm["probableCause"];
}

/** An active alarm at "BPH0001/agg1", raised some seconds after `startMs`. */
export const alarmAt = (meaning: Meaning, place: string, atSeconds: number, said: Said = {}): Alarm => {
  const [site = "", node = ""] = place.split("/");
  const type = said.type ?? types[meaning];
  const identity = {
    site: siteCode(site),
    node: nodeCode(node),
    type,
    qualifier: said.qualifier ?? "",
  };
  const words = { vi: type, en: type };
  return raiseAlarm(
    undefined,
    {
      ...identity,
      id: alarmIdOf(identity),
      rule: {
        name: type,
        eventType: "equipmentAlarm",
        probableCause: said.probableCause ?? null,
        labels: said.labels ?? {},
        meaning,
        summary: words,
        action: words,
        variants: {},
      },
    },
    {
      at: platformMoment(startMs + atSeconds * 1_000),
      severity: said.severity ?? "major",
      text: words,
      threshold: null,
      evidence: [],
    },
  );
};

/** The example province. */
export const province = inventoryOf(loadInventory(exampleProvincePath));

/** Its network. */
export const provinceTopology = new Topology(province);

/** "mains-lost BPH0014/pwr" */
export const nameOf = ({ type, site, node }: Alarm): string => `${type} ${site}/${node}`;

/** Who explains whom, by names; what stands on its own is left out. */
export const storyOf = (
  alarms: readonly Alarm[],
  explanations: ReadonlyMap<string, Explanation>,
): Record<string, string> => {
  const names = new Map<string, string>(alarms.map((alarm) => [alarm.id, nameOf(alarm)]));
  return Object.fromEntries(
    [...explanations].map(([id, { alarm }]) => [names.get(id) ?? id, names.get(alarm) ?? alarm]),
  );
};

/** A correlator of the example province and what it says of some alarms, an hour after the start unless told. */
export const explained = (alarms: readonly Alarm[], atSeconds = 3_600) => {
  const correlator = new Correlator(provinceTopology);
  const explanations = correlator.explain(alarms, startMs + atSeconds * 1_000);
  const of = (alarm: Alarm): Explanation | undefined => explanations.get(alarm.id);
  return { correlator, explanations, of, story: storyOf(alarms, explanations) };
};
