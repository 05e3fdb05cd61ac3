import { z } from "zod";
import { changesBetween, type ListChanges } from "../../inventory/changes.ts";
import type { InventoryResult } from "../../inventory/import.ts";
import { parseInventoryYamlAside, replaceListAside } from "../../inventory/import-aside.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { type ListName, listNames } from "../../inventory/source.ts";
import { administrationLimits } from "../administration-limits.ts";
import type { RouteGroup } from "../api.ts";
import { ApiError } from "../errors.ts";
import { adminRoles } from "../identity/role.ts";

/** Content types of an inventory that is sent. */
export const inventoryMediaTypes = {
  yaml: ["application/yaml", "text/yaml", "application/x-yaml"],
  csv: "text/csv",
} as const;

/** Which list a CSV text is. */
export const kindQuery = z.strictObject({
  kind: z.enum(listNames).optional().describe("the list that a CSV text is; not with YAML"),
});

/** `kind` goes with CSV and with nothing else; answers it for CSV, null for YAML. */
export const demandKind = (contentType: string | undefined, kind: ListName | undefined): ListName | null => {
  const isCsv = contentType?.startsWith(inventoryMediaTypes.csv) ?? false;
  if (isCsv === (kind !== undefined)) return kind ?? null;
  const message = isCsv ? "CSV is one list, and it must be said which" : "YAML is a whole inventory";
  const fix = isCsv ? `add kind: one of ${listNames.join(", ")}` : "leave kind out, or send text/csv";
  throw new ApiError("invalid-request", {
    detail: "Wrong: query.kind",
    fields: [{ path: "query.kind", value: kind ?? null, message, fix }],
  });
};

const whole = z.object({ key: z.string(), fields: z.record(z.string(), z.unknown()) });
const changed = z.object({
  key: z.string(),
  fields: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
});
const bounded = <Item extends z.ZodType>(item: Item) =>
  z.object({ total: z.number(), items: z.array(item).describe("inventoryChangesMax at most") });

const previewView = z.object({
  sites: z.number(),
  nodes: z.number(),
  kinds: z.array(
    z.object({
      kind: z.enum(listNames),
      added: bounded(whole),
      changed: bounded(changed),
      removed: bounded(whole),
    }),
  ),
});

/** What an import would change, as answers give it. */
export type InventoryPreviewView = z.output<typeof previewView>;

const presentKind = ({ kind, added, changed: altered, removed }: ListChanges) => ({
  kind,
  added: { total: added.total, items: added.items.map((entry) => ({ ...entry })) },
  changed: {
    total: altered.total,
    items: altered.items.map(({ key, fields }) => ({ key, fields: [...fields] })),
  },
  removed: { total: removed.total, items: removed.items.map((entry) => ({ ...entry })) },
});

const refusal = (result: Extract<InventoryResult, { ok: false }>): ApiError =>
  new ApiError("invalid-inventory", {
    detail: `${result.errors.length} errors; nothing was changed`,
    fields: result.errors.map(({ file, row, field, value, message, fix }) => ({
      path: ["body", file, row === null ? "" : `line ${row}:`, field].filter(Boolean).join(" "),
      value,
      message,
      fix,
    })),
  });

/** Reads what was sent over the inventory in force; throws `invalid-inventory` with all errors at once. */
export const readSent = async (
  text: string,
  kind: ListName | null,
  inForce: Inventory,
): Promise<Inventory> => {
  const result =
    kind === null ? await parseInventoryYamlAside(text, "") : await replaceListAside(text, kind, inForce);
  if (!result.ok) throw refusal(result);
  return result.inventory;
};

/** What an import would change, without changing it. */
export const inventoryPreviewRoutes: RouteGroup = (api, { inventory, limits }) => {
  const bodyLimit = limits.inventoryBytesMax;
  // The media types of YAML are taken for all routes by those of the inventory itself.
  api.addContentTypeParser(
    inventoryMediaTypes.csv,
    { parseAs: "string", bodyLimit },
    (_request, body, done) => {
      done(null, body);
    },
  );
  api.post(
    "/api/v1/inventory/preview",
    {
      config: { roles: adminRoles, wholePlatform: true },
      bodyLimit,
      schema: {
        description: "What replacing the inventory, or one list of it, would change",
        consumes: [...inventoryMediaTypes.yaml, inventoryMediaTypes.csv],
        querystring: kindQuery,
        body: z.string().describe("see docs/formats/inventory.md"),
        response: { 200: previewView },
      },
    },
    async (request) => {
      const before = inventory();
      const kind = demandKind(request.headers["content-type"], request.query.kind);
      const after = await readSent(request.body, kind, before);
      const changes = changesBetween(before.data, after.data, administrationLimits.inventoryChangesMax);
      return { sites: after.sites.length, nodes: after.nodes.length, kinds: changes.map(presentKind) };
    },
  );
};
