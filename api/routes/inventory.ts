import { z } from "zod";
import type { InventoryError } from "../../inventory/import-errors.ts";
import { exportYaml, parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { principalOf } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import { durably } from "../durable.ts";
import { ApiError, type FieldFault } from "../errors.ts";
import { adminRoles } from "../identity/role.ts";

const config = { roles: adminRoles, wholePlatform: true } as const;
const mediaTypes = ["application/yaml", "text/yaml", "application/x-yaml"];

const summaryView = z.object({
  operators: z.number(),
  communes: z.number(),
  sites: z.number(),
  nodes: z.number(),
  links: z.number(),
  devices: z.number(),
});

const faultOf = ({ row, field, value, message, fix }: InventoryError): FieldFault => ({
  path: row === null ? `body.${field}` : `body line ${row}${field === "" ? "" : `: ${field}`}`,
  value,
  message,
  fix,
});

const refusal = (errors: readonly InventoryError[]): ApiError =>
  new ApiError("invalid-inventory", {
    detail: `${errors.length} errors; nothing was changed`,
    fields: errors.map(faultOf),
  });

/** The inventory as one YAML file, out and in. */
export const inventoryRoutes: RouteGroup = (api, context) => {
  const { inventory, replaceInventory, limits } = context;
  const bodyLimit = limits.inventoryBytesMax;
  api.addContentTypeParser(mediaTypes, { parseAs: "string", bodyLimit }, (_request, body, done) => {
    done(null, body);
  });
  api.get(
    "/api/v1/inventory",
    { config, schema: { description: "The inventory in force, as YAML", produces: ["application/yaml"] } },
    async (_request, reply) => reply.type("application/yaml; charset=utf-8").send(exportYaml(inventory())),
  );
  api.put(
    "/api/v1/inventory",
    {
      config,
      bodyLimit,
      schema: {
        description: "Replaces the inventory, or changes nothing and names every error",
        consumes: mediaTypes,
        body: z.string().describe("YAML, see docs/formats/inventory.md"),
        response: { 200: summaryView },
      },
    },
    async (request) => {
      const { actor } = principalOf(request);
      const result = parseInventoryYaml(request.body, "body");
      if (!result.ok) throw refusal(result.errors);
      const { operators, communes, sites, nodes, links, devices } = result.inventory;
      const summary = {
        operators: operators.length,
        communes: communes.length,
        sites: sites.length,
        nodes: nodes.length,
        links: links.length,
        devices: devices.length,
      };
      await durably(context, {
        change: (rows, nowMs) => replaceInventory(result.inventory, rows, nowMs),
        entry: () => ({ actor, action: "inventory.replace", target: "inventory", detail: summary }),
      });
      return summary;
    },
  );
};
