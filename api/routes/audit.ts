import { z } from "zod";
import type { AuditRow } from "../../telemetry/journal.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { adminRoles } from "../identity/role.ts";
import { instantView, iso } from "../views/instant.ts";

const auditView = z.object({
  sequence: z.number(),
  at: instantView,
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: z.string().describe("canonical JSON, as it was hashed"),
  hash: z.string(),
});

/** An entry of the audit log as answers give it. */
export type AuditView = z.output<typeof auditView>;

const present = ({ atMs, ...row }: AuditRow) => ({ ...row, at: iso(atMs) });

/** The audit log, newest first. */
export const auditRoutes: RouteGroup = (api, context) => {
  const { store } = context;
  api.get(
    "/api/v1/audit",
    {
      config: { roles: adminRoles, wholePlatform: true },
      schema: {
        querystring: z.strictObject(pageQuery(context)),
        response: { 200: pageView(auditView) },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const place = decodeCursor("audit", cursor, z.tuple([z.int().min(0)]));
      const beforeSequence = place?.[0] ?? Number.MAX_SAFE_INTEGER;
      const rows = await store.audit({ beforeSequence, rowsMax: limit + 1 });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next = rows.length > limit && last ? encodeCursor("audit", [last.sequence]) : null;
      return { items: page.map(present), next };
    },
  );
};
