import { z } from "zod";
import { exportYaml } from "../../inventory/yaml-format.ts";
import { principalOf } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import type { InventoryFault } from "../context.ts";
import { ApiError } from "../errors.ts";
import { adminRoles } from "../identity/role.ts";
import { demandKind, inventoryMediaTypes, kindQuery, readSent } from "./inventory-preview.ts";

const config = { roles: adminRoles, wholePlatform: true } as const;
const mediaTypes = [...inventoryMediaTypes.yaml];

const summaryView = z.object({ sites: z.number(), nodes: z.number() });

const refusal = (faults: readonly InventoryFault[]): ApiError =>
  new ApiError("invalid-inventory", {
    detail: `${faults.length} errors; nothing was changed`,
    fields: faults.map((fault) => ({ ...fault, path: `body ${fault.path}` })),
  });

/** The inventory as one YAML file, out and in; in also list by list as CSV. */
export const inventoryRoutes: RouteGroup = (api, context) => {
  const { inventoryFile, inventory, identity, limits } = context;
  const bodyLimit = limits.inventoryBytesMax;
  api.addContentTypeParser(mediaTypes, { parseAs: "string", bodyLimit }, (_request, body, done) => {
    done(null, body);
  });
  api.get(
    "/api/v1/inventory",
    { config, schema: { description: "The inventory in force, as YAML", produces: ["application/yaml"] } },
    async (_request, reply) => reply.type("application/yaml; charset=utf-8").send(inventoryFile.export()),
  );
  api.put(
    "/api/v1/inventory",
    {
      config,
      bodyLimit,
      schema: {
        description: "Replaces the inventory, or changes nothing and names every error",
        consumes: [...mediaTypes, inventoryMediaTypes.csv],
        querystring: kindQuery,
        body: z.string().describe("YAML, or CSV of one list, see docs/formats/inventory.md"),
        response: { 200: summaryView },
      },
    },
    async (request) => {
      const { actor } = principalOf(request);
      const entry = { actor, action: "inventory.replace", target: "inventory", detail: {} };
      const kind = demandKind(request.headers["content-type"], request.query.kind);
      const yaml = kind === null ? request.body : exportYaml(await readSent(request.body, kind, inventory()));
      const result = await inventoryFile.replace(yaml, (rows, nowMs) =>
        identity.audit.append(rows, entry, nowMs),
      );
      if (!result.ok) throw refusal(result.faults);
      return { sites: result.sites, nodes: result.nodes };
    },
  );
};
