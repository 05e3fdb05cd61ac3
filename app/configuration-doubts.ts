import { settleMs } from "../alerts/correlation/limits.ts";
import { Writer } from "../alerts/notification/writer.ts";
import { durationText } from "../alerts/rules/duration.ts";
import type { Rule } from "../alerts/rules/rule.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Configuration } from "./configuration.ts";
import type { ConfigurationFault } from "./start-refused.ts";

type Doubt = Omit<ConfigurationFault, "file">;

/** What the platform knows of the network, and the rules at work. */
interface Known {
  readonly inventory: Inventory;
  readonly rules: readonly Rule[];
}

const templateDoubts = ({ templates }: Pick<Configuration, "templates">): readonly Doubt[] =>
  new Writer(templates).faults.map(({ path, message }) => ({
    path,
    value: null,
    message: `can't be used, so notifications are in plain words: ${message}`,
    fix: "mend the template: docs/formats/routes.md lists its fields",
  }));

const placeDoubts = ({ routes }: Pick<Configuration, "routes">, inventory: Inventory): readonly Doubt[] => {
  const isKnown = {
    site: (code: string) => inventory.site(code) !== null,
    operator: (code: string) => inventory.operator(code) !== null,
    commune: (code: string) => inventory.communeVersions(code).length > 0,
  };
  return routes.flatMap(({ match }, route) =>
    (["site", "operator", "commune"] as const).flatMap((key) =>
      (match[key] ?? []).flatMap((code, place) =>
        isKnown[key](code)
          ? []
          : [
              {
                path: `routes.${route}.match.${key}.${place}`,
                value: JSON.stringify(code),
                message: `is no ${key} of the inventory, so the route matches nothing by it`,
                fix: `use the code of a${key === "operator" ? "n" : ""} ${key} that is in the inventory`,
              },
            ],
      ),
    ),
  );
};

const settleDoubt = (rule: Rule, path: string): readonly Doubt[] => {
  if (rule.meaning === "local" || !("keepFiringForMs" in rule) || rule.keepFiringForMs < settleMs) return [];
  const most = durationText(settleMs);
  return [
    {
      path,
      value: durationText(rule.keepFiringForMs),
      message: `is not below the ${most} for which a symptom stays with its cause after that has ended, so what follows from another failure is told as a failure of its own`,
      fix: `keep it below ${most}, or leave out \`meaning\` if the alarm never follows from a failed feed, node or link`,
    },
  ];
};

/** A symptom that goes on firing for longer than it stays with its cause is told as a failure of its own. */
const settleDoubts = (rules: readonly Rule[]): readonly Doubt[] =>
  rules.flatMap((rule) => [
    ...settleDoubt(rule, `${rule.name}: keep_firing_for`),
    ...Object.entries(rule.variants).flatMap(([place, variant]) => {
      // A place that changes something else has the time of the rule itself, which is told of once.
      const isOwn = variant !== null && "keepFiringForMs" in variant && "keepFiringForMs" in rule;
      if (!isOwn || variant.keepFiringForMs === rule.keepFiringForMs) return [];
      return settleDoubt(variant, `${rule.name}: override of ${place.replace(":", " ")}: keep_firing_for`);
    }),
  ]);

/**
 * What is surely not meant, yet keeps nothing from starting: templates that can't be used, routes for places that the
 * inventory of now does not know, rules that fire for longer than symptoms stay with their cause. `check` refuses it,
 * the start names it in the log.
 */
export const configurationDoubts = (
  configuration: Pick<Configuration, "templates" | "routes">,
  { inventory, rules }: Known,
): readonly ConfigurationFault[] => {
  const doubts = [...templateDoubts(configuration), ...placeDoubts(configuration, inventory)];
  return [
    ...doubts.map((doubt) => ({ file: "tramcanh.yaml", ...doubt })),
    ...settleDoubts(rules).map((doubt) => ({ file: "rules", ...doubt })),
  ];
};
