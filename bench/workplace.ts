import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const credentials = z.array(z.object({ id: z.string(), token: z.string(), site: z.string() }));

/** What a device connects with. */
export type Credential = z.infer<typeof credentials>[number];

/** A folder with a configuration, an inventory of many sites and their devices' tokens. */
export interface Workplace {
  readonly configuration: string;
  readonly devices: readonly Credential[];
  remove(): void;
}

const mainPath = fileURLToPath(new URL("../app/main.ts", import.meta.url));

const siteCode = (index: number): string => `S${String(index).padStart(5, "0")}`;

/** What a workplace has beyond plain sites. */
export interface WorkplaceParts {
  /** Entries of the list of nodes of a site, as YAML. */
  readonly nodesOf: (site: string) => readonly string[];
  /** File of rules, instead of mains failures without on-delay. */
  readonly rules: string;
}

const inventoryOf = (sites: number, nodesOf: WorkplaceParts["nodesOf"]): string => {
  const lines = Array.from(
    { length: sites },
    (_none, index) =>
      `  - { code: ${siteCode(index)}, name: Site ${index}, commune: "1", latitude: 11.5, longitude: 106.5, class: normal, owner: VTL, tenants: [VTL], travelMinutes: 30, hamlets: [] }`,
  );
  const nodes = Array.from({ length: sites }, (_none, index) => nodesOf(siteCode(index))).flat();
  return [
    "operators: [{ code: VTL, name: Viettel }]",
    `communes: [{ code: "1", name: Commune, province: "75", validFrom: 2025-07-01 }]`,
    "sites:",
    ...lines,
    ...(nodes.length === 0 ? [] : ["nodes:", ...nodes]),
    "",
  ].join("\n");
};

/** Mains failure without its on-delay: the way to the webhook is to be measured, not the delay. */
export const promptMains = "rules:\n  - alert: mains-lost\n    for: 0s\n";

const plainSites: WorkplaceParts = { nodesOf: () => [], rules: promptMains };

/** Makes a workplace; `more` is YAML for tramcanh.yaml. */
export const makeWorkplace = (sites: number, more = "", parts = plainSites): Workplace => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-bench-"));
  const configuration = join(folder, "tramcanh.yaml");
  writeFileSync(join(folder, "inventory.yaml"), inventoryOf(sites, parts.nodesOf));
  writeFileSync(join(folder, "rules.yaml"), parts.rules);
  const lines = [
    "mqtt: { host: 127.0.0.1, port: 0 }",
    "http: { port: 0 }",
    "inventory: ./inventory.yaml",
    "rules: [./rules.yaml]",
    // Mains that fail every second would soon be one flapping alarm: every crossing is to be told.
    "alarms: { flapTransitionsMin: 1000000 }",
    "log: { level: warn }",
    more,
  ];
  writeFileSync(configuration, lines.join("\n"));
  const words = [mainPath, "device", "add", "--all", "--json", "--config", configuration];
  const printed = execFileSync(process.execPath, words, { encoding: "utf8", maxBuffer: 64 * 1_048_576 });
  return {
    configuration,
    devices: credentials.parse(JSON.parse(printed)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
