import { Writer } from "../alerts/notification/writer.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Configuration } from "./configuration.ts";
import type { ConfigurationFault } from "./start-refused.ts";

type Doubt = Omit<ConfigurationFault, "file">;

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

/**
 * What is surely not meant, yet keeps nothing from starting: templates that can't be used, routes for places that the
 * inventory of now does not know. `check` refuses it, the start names it in the log.
 */
export const configurationDoubts = (
  configuration: Pick<Configuration, "templates" | "routes">,
  inventory: Inventory,
): readonly ConfigurationFault[] =>
  [...templateDoubts(configuration), ...placeDoubts(configuration, inventory)].map((doubt) => ({
    file: "tramcanh.yaml",
    ...doubt,
  }));
