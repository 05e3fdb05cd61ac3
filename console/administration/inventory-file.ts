/** Lists that a CSV file may be. */
export const inventoryLists = [
  "operators",
  "communes",
  "sites",
  "nodes",
  "links",
  "core",
  "devices",
] as const;

/** One of `inventoryLists`. */
export type InventoryList = (typeof inventoryLists)[number];

/** A file that somebody chose to import. */
export interface ChosenFile {
  readonly name: string;
  readonly text: string;
  /** Null: YAML, the whole inventory; else CSV of that list. */
  readonly list: InventoryList | null;
}

/** The list of that name; null when there is none such. */
export const listNamed = (name: string): InventoryList | null =>
  inventoryLists.find((each) => each === name) ?? null;

/** What a file is by its name: `sites.csv`, or `sites-2026.csv`, is the list of sites; all but CSV is YAML. */
export const listOfFile = (name: string): InventoryList | null => {
  if (!name.toLowerCase().endsWith(".csv")) return null;
  const stem = name.toLowerCase().replace(/^.*[\\/]/, "");
  return inventoryLists.find((list) => stem.startsWith(list)) ?? "sites";
};

/** How the platform is sent the file: its query and content type. */
export const fileRequest = ({ text, list }: ChosenFile) => ({
  query: { kind: list },
  options: { body: text, type: list === null ? "text/yaml" : "text/csv" },
});

/** A value of the inventory as a text on one line. */
export const fieldText = (value: unknown): string => {
  if (value === null || value === undefined || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
};
