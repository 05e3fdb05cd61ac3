import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import { tryRouting } from "../../alerts/notification/routing-trial.ts";
import { describeFrom } from "../../alerts/site-description.ts";
import { isCode, type NodeCode, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { severities } from "../../telemetry/severity.ts";
import { principalOf } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { deskRoles } from "../identity/role.ts";
import { instantInput } from "../views/instant.ts";
import {
  presentRouting,
  presentTrial,
  type RoutingTrialView,
  routingTrialView,
  routingView,
} from "../views/routing-view.ts";
import { alarmInSight } from "./alarms.ts";

const config = { roles: deskRoles, wholePlatform: true } as const;
const code = z.string().refine(isCode, "not a code");
const at = instantInput.optional().describe("left out: now");

const body = z.union([
  z.strictObject({ alarm: z.string().regex(/^[0-9a-f]{24}$/), at }),
  z.strictObject({
    severity: z.enum(severities),
    site: code.transform(siteCode),
    node: code.transform(nodeCode).optional().describe("left out: the first node of the site"),
    type: z.string().max(200).optional().describe("routes do not ask for it: for people"),
    at,
  }),
]);

const holdsOf = ({ shelf, maintenance, cause }: Alarm): RoutingTrialView["holds"] => {
  if (shelf !== null) return "shelved";
  if (maintenance !== null) return "maintenance";
  return cause === null ? null : "symptom";
};

const firstNode = ({ inventory }: ApiContext, site: string): NodeCode => {
  if (inventory().site(site) === null) throw notFound(`Site ${site}`);
  return inventory().nodesOf(site)[0]?.code ?? nodeCode("ctl");
};

/** Who is told of what, and a trial of it that tells nobody. */
export const routingRoutes: RouteGroup = (api, context) => {
  const { routing, inventory, channels, clock } = context;
  api.get("/api/v1/routing", { config, schema: { response: { 200: routingView } } }, async () =>
    presentRouting(routing, channels()),
  );
  api.post(
    "/api/v1/routing/try",
    { config, schema: { body, response: { 200: routingTrialView } } },
    async (request) => {
      const asked = request.body;
      const atMs = asked.at ?? clock();
      const describeSite = (site: string) => describeFrom(inventory(), site);
      if ("alarm" in asked) {
        const alarm = alarmInSight(context, asked.alarm, principalOf(request));
        const trial = tryRouting(routing, describeSite, { ...alarm, atMs });
        return presentTrial(trial, { atMs, holds: holdsOf(alarm) });
      }
      const { severity, site, node = firstNode(context, site) } = asked;
      const trial = tryRouting(routing, describeSite, { severity, site, node, atMs });
      return presentTrial(trial, { atMs, holds: null });
    },
  );
};
