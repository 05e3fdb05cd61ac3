import { randomBytes } from "node:crypto";
import { z } from "zod";
import { noteCharactersMax } from "../../alerts/limits.ts";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { durably } from "../durable.ts";
import { type Visit, visitKey, visitKinds } from "../field/visit-log.ts";
import { everyRole, staffRoles } from "../identity/role.ts";
import { siteInSight } from "../identity/sight.ts";
import { occurrenceOf } from "../occurrence.ts";
import { pageByKey } from "../paging.ts";
import { instantInput, isoOrNull } from "../views/instant.ts";
import { presentVisit, visitView } from "../views/visit-view.ts";

const idBytes = 8;
const params = z.strictObject({ site: z.string() });

const told = z.strictObject({
  kind: z.enum(visitKinds),
  occurredAt: instantInput.optional().describe("when it was so by the sender's clock"),
  note: z.string().max(noteCharactersMax).nullable().default(null),
});

const tellVisit: RouteGroup = (api, context) => {
  const { visits } = context.field;
  api.post(
    "/api/v1/sites/:site/visits",
    { config: { roles: staffRoles }, schema: { params, body: told, response: { 201: visitView } } },
    async (request, reply) => {
      const { actor, scope } = principalOf(request);
      const { code: site } = siteInSight(context.inventory(), request.params.site, scope);
      const { kind, note, occurredAt: sentMs = null } = request.body;
      const id = `vst-${randomBytes(idBytes).toString("hex")}`;
      const visit = await durably<Visit>(context, {
        change: (rows, nowMs) => {
          const occurrence = occurrenceOf(sentMs, nowMs, context.limits);
          const wanted = { id, site, kind, actor, note, recordedAtMs: nowMs, ...occurrence };
          const known = visits.same(wanted);
          if (known !== undefined) return known;
          rows.document.push(...visits.add(wanted).rows);
          return wanted;
        },
        entry: (made) =>
          made.id === id
            ? {
                actor,
                action: "visit.tell",
                target: site,
                detail: { id, kind, note, occurredAt: isoOrNull(sentMs) },
              }
            : [],
      });
      return reply.code(201).send(presentVisit(visit));
    },
  );
};

/** Who goes to a site, is there, and has left. */
export const visitRoutes: RouteGroup = (api, context) => {
  tellVisit(api, context);
  const querystring = z.strictObject(pageQuery(context));
  api.get(
    "/api/v1/sites/:site/visits",
    {
      config: { roles: everyRole },
      schema: { params, querystring, response: { 200: pageView(visitView) } },
    },
    async (request) => {
      const { code } = siteInSight(context.inventory(), request.params.site, principalOf(request).scope);
      const items = context.field.visits.ofSite(code);
      const page = pageByKey({ list: `visits ${code}`, items, keyOf: visitKey, ...request.query });
      return { ...page, items: page.items.map(presentVisit) };
    },
  );
};
