import { z } from "zod";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { wallRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { orderedBy, pageByKey } from "../paging.ts";

const operatorView = z.object({ code: z.string(), name: z.string() });

const communeView = z.object({
  code: z.string(),
  name: z.string(),
  province: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  successor: z.string().nullable(),
});

/** An operator as answers give it. */
export type OperatorView = z.output<typeof operatorView>;
/** A version of a commune as answers give it. */
export type CommuneView = z.output<typeof communeView>;

/** Operators and communes in the viewer's scope. */
export const placeRoutes: RouteGroup = (api, context) => {
  const { inventory } = context;
  const querystring = z.strictObject(pageQuery(context));
  api.get(
    "/api/v1/operators",
    { config: { roles: wallRoles }, schema: { querystring, response: { 200: pageView(operatorView) } } },
    async (request) => {
      const sight = new Sight(principalOf(request).scope, inventory());
      const seen = inventory().operators.filter(({ code }) => sight.operator(code));
      const keyOf = ({ code }: { readonly code: string }) => code;
      return pageByKey({ list: "operators", items: orderedBy(seen, keyOf), keyOf, ...request.query });
    },
  );
  api.get(
    "/api/v1/communes",
    { config: { roles: wallRoles }, schema: { querystring, response: { 200: pageView(communeView) } } },
    async (request) => {
      const sight = new Sight(principalOf(request).scope, inventory());
      const seen = inventory().communes.filter(({ code }) => sight.commune(code));
      const keyOf = (commune: { readonly code: string; readonly validFrom: string }) =>
        `${commune.code} ${commune.validFrom}`;
      return pageByKey({ list: "communes", items: orderedBy(seen, keyOf), keyOf, ...request.query });
    },
  );
};
