import { randomBytes } from "node:crypto";
import { z } from "zod";
import { windowMsMax } from "../../alerts/limits.ts";
import { MaintenanceRequestError } from "../../alerts/maintenance/errors.ts";
import {
  type MaintenanceScope,
  type MaintenanceWindow,
  maintenanceWindowSchema,
} from "../../alerts/maintenance/window.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { JournalRows } from "../../telemetry/journal.ts";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { durably } from "../durable.ts";
import { ApiError, type FieldFault, notFound } from "../errors.ts";
import type { Principal } from "../identity/principal.ts";
import { deskRoles, everyRole } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { pageByKey } from "../paging.ts";
import { instantInput } from "../views/instant.ts";
import { maintenanceView, mayPlan, presentWindow } from "../views/maintenance-view.ts";

const params = z.strictObject({ id: z.string().max(64) });
const idBytes = 8;

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .describe("HH:MM by the clocks of the zone")
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const once = z
  .strictObject({ kind: z.literal("once"), from: instantInput, to: instantInput })
  .refine(({ from, to }) => from < to, { error: "must be after `from`", path: ["to"] })
  .refine(({ from, to }) => to - from <= windowMsMax, {
    error: `is more than ${windowMsMax / 86_400_000} days after \`from\``,
    path: ["to"],
  })
  .transform(({ kind, from: fromMs, to: toMs }) => ({ kind, fromMs, toMs }));

const weekly = z
  .strictObject({
    kind: z.literal("weekly"),
    days: z.array(z.int().min(1).max(7)).min(1).max(7).describe("ISO 8601: 1 is Monday, 7 Sunday"),
    start: clock,
    durationMinutes: z
      .int()
      .min(1)
      .max(windowMsMax / 60_000),
    from: instantInput.describe("nothing before counts"),
    to: instantInput.nullable().default(null).describe("nothing from then on counts; null: it goes on"),
  })
  .refine(({ from, to }) => to === null || from < to, { error: "must be after `from`", path: ["to"] })
  .transform(({ start: startMinute, from: fromMs, to: toMs, ...facts }) => ({
    ...facts,
    startMinute,
    fromMs,
    toMs,
  }));

const { name, reason, scope, zone } = maintenanceWindowSchema.shape;
const body = z.strictObject({
  name,
  reason,
  scope,
  zone: zone.default("Asia/Ho_Chi_Minh"),
  period: z.discriminatedUnion("kind", [once, weekly]),
});

type Plan = z.output<typeof body>;

const faultsOf = (
  path: string,
  codes: readonly string[] | undefined,
  isKnown: (code: string) => boolean,
): FieldFault[] =>
  (codes ?? [])
    .filter((code) => !isKnown(code))
    .map((value) => ({
      path: `body.scope.${path}`,
      value,
      message: "is not in the inventory, or outside of your scope",
      fix: "correct the code: nothing would be out of service there",
    }));

/** A window that names what is not there would hide nothing, and nobody would see why. */
const demandKnown = (given: MaintenanceScope, inventory: Inventory, sight: Sight): void => {
  const isNode = (path: string): boolean => {
    const [site = "", node = ""] = path.split("/");
    return inventory.node(site, node) !== null && sight.node(site, node);
  };
  const fields = [
    ...faultsOf("sites", given.sites, (code) => inventory.site(code) !== null && sight.site(code)),
    ...faultsOf("nodes", given.nodes, isNode),
    ...faultsOf("communes", given.communes, (code) => inventory.communeVersions(code).length > 0),
    ...faultsOf("operators", given.operators, (code) => inventory.operator(code) !== null),
  ];
  if (fields.length > 0) throw new ApiError("invalid-request", { detail: "Wrong: body.scope", fields });
};

const demandMayPlan = (given: MaintenanceScope, sight: Sight): void => {
  if (mayPlan(given, sight)) return;
  const detail =
    "Name nodes in your scope, or sites whose owner is in it: a window hides alarms for everybody";
  throw new ApiError("scope-refused", { detail });
};

/** A window that is over before it is planned is a slip in a year or a zone, and would hide nothing. */
const demandOpens = (window: MaintenanceWindow, sight: Sight, nowMs: number): void => {
  if (presentWindow(window, sight, nowMs)?.next !== null) return;
  const fault = {
    path: "body.period",
    value: null,
    message: "never opens from now on",
    fix: "give a period that is not over yet, and for a weekly one a day within it",
  };
  throw new ApiError("invalid-request", { detail: "Wrong: body.period", fields: [fault] });
};

const refusal = (error: unknown): unknown => {
  if (!(error instanceof MaintenanceRequestError)) return error;
  if (error.code === "window-not-found") return notFound("The maintenance window");
  return new ApiError("limit-reached", { detail: error.message, cause: error });
};

interface Change<Answer> {
  readonly principal: Principal;
  readonly action: string;
  readonly target: string;
  readonly detail: unknown;
  readonly run: (rows: JournalRows, nowMs: number) => Answer;
}

const change = <Answer>(
  context: ApiContext,
  { principal, action, target, detail, run }: Change<Answer>,
): Promise<Answer> =>
  durably(context, {
    change: (rows, nowMs) => {
      try {
        return run(rows, nowMs);
      } catch (error) {
        throw refusal(error);
      }
    },
    entry: () => ({ actor: principal.actor, action: `maintenance.${action}`, target, detail }),
  });

const sightOf = ({ inventory }: ApiContext, { scope: seen }: Principal): Sight =>
  new Sight(seen, inventory());

/** The window when something of it is in sight; throws `not-found` otherwise. */
const windowInSight = (context: ApiContext, id: string, sight: Sight): MaintenanceWindow => {
  const window = context.alarms.maintenanceWindows().find((each) => each.id === id);
  if (!window || !presentWindow(window, sight, context.clock())) throw notFound(`Maintenance window ${id}`);
  return window;
};

const shown = (context: ApiContext, window: MaintenanceWindow, sight: Sight) => {
  const view = presentWindow(window, sight, context.clock());
  if (!view) throw notFound(`Maintenance window ${window.id}`);
  return view;
};

const readRoutes: RouteGroup = (api, context) => {
  const querystring = z.strictObject(pageQuery(context));
  api.get(
    "/api/v1/maintenance-windows",
    {
      config: { roles: everyRole },
      schema: { querystring, response: { 200: pageView(maintenanceView) } },
    },
    async (request) => {
      const sight = sightOf(context, principalOf(request));
      const items = context.alarms
        .maintenanceWindows()
        .flatMap((window) => presentWindow(window, sight, context.clock()) ?? []);
      return pageByKey({ list: "maintenance-windows", items, keyOf: ({ id }) => id, ...request.query });
    },
  );
  api.get(
    "/api/v1/maintenance-windows/:id",
    { config: { roles: everyRole }, schema: { params, response: { 200: maintenanceView } } },
    async (request) => {
      const sight = sightOf(context, principalOf(request));
      return shown(context, windowInSight(context, request.params.id, sight), sight);
    },
  );
};

const enter = async (
  context: ApiContext,
  principal: Principal,
  { action, window }: { readonly action: "plan" | "change"; readonly window: MaintenanceWindow },
) => {
  const sight = sightOf(context, principal);
  demandKnown(window.scope, context.inventory(), sight);
  demandMayPlan(window.scope, sight);
  await change(context, {
    principal,
    action,
    target: window.id,
    detail: window,
    run: (rows, nowMs) => context.alarms.planMaintenance(rows, nowMs, window),
  });
  return shown(context, window, sight);
};

const writeRoutes: RouteGroup = (api, context) => {
  const config = { roles: deskRoles };
  api.post(
    "/api/v1/maintenance-windows",
    { config, schema: { body, response: { 201: maintenanceView } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const plan: Plan = request.body;
      const window = {
        id: `mw-${randomBytes(idBytes).toString("hex")}`,
        createdBy: principal.actor,
        ...plan,
      };
      demandOpens(window, sightOf(context, principal), context.clock());
      return reply.code(201).send(await enter(context, principal, { action: "plan", window }));
    },
  );
  api.put(
    "/api/v1/maintenance-windows/:id",
    { config, schema: { params, body, response: { 200: maintenanceView } } },
    async (request) => {
      const principal = principalOf(request);
      const sight = sightOf(context, principal);
      const { id, createdBy, scope: present } = windowInSight(context, request.params.id, sight);
      demandMayPlan(present, sight);
      const window = { id, createdBy, ...request.body };
      return enter(context, principal, { action: "change", window });
    },
  );
  api.delete(
    "/api/v1/maintenance-windows/:id",
    { config, schema: { params, response: { 204: z.void() } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const sight = sightOf(context, principal);
      const { id, scope: present } = windowInSight(context, request.params.id, sight);
      demandMayPlan(present, sight);
      await change(context, {
        principal,
        action: "cancel",
        target: id,
        detail: null,
        run: (rows, nowMs) => context.alarms.cancelMaintenance(rows, nowMs, id),
      });
      return reply.code(204).send();
    },
  );
};

/** Maintenance windows: who sees them, and who plans them. */
export const maintenanceRoutes: RouteGroup = (api, context) => {
  readRoutes(api, context);
  writeRoutes(api, context);
};
