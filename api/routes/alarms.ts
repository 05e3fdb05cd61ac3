import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import { alarmViewSchema } from "../../alerts/alarm-view.ts";
import { AlarmRequestError } from "../../alerts/errors.ts";
import type { JournalRows } from "../../telemetry/journal.ts";
import { severities } from "../../telemetry/severity.ts";
import { principalOf } from "../access.ts";
import { flagQuery, listQuery, pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { AlarmRequest, ApiContext } from "../context.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { durably } from "../durable.ts";
import { ApiError, notFound } from "../errors.ts";
import type { Principal } from "../identity/principal.ts";
import { deskRoles, everyRole, type Role, staffRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { presentAlarm, presentTransition, transitionView } from "../views/transition-view.ts";

const params = z.strictObject({ id: z.string().regex(/^[0-9a-f]{24}$/) });

const changedAtMs = ({ lastChanged }: Alarm): number => lastChanged.receivedAtMs;

/** Newest change first; the id decides between equal instants. */
const newestFirst = (a: Alarm, b: Alarm): number => changedAtMs(b) - changedAtMs(a) || (a.id < b.id ? -1 : 1);

const filterOf = (context: ApiContext) => ({
  ...pageQuery(context),
  severity: listQuery(z.enum(severities)).optional(),
  site: z.string().optional(),
  node: z.string().optional(),
  type: z.string().optional(),
  cleared: flagQuery.optional(),
  acknowledged: flagQuery.optional(),
});

const isAcknowledged = ({ operatorState }: Alarm): boolean => operatorState !== "none";

const listAlarms: RouteGroup = (api, context) => {
  const { alarms, inventory } = context;
  const querystring = z.strictObject(filterOf(context));
  api.get(
    "/api/v1/alarms",
    {
      config: { roles: everyRole },
      schema: { querystring, response: { 200: pageView(alarmViewSchema) } },
    },
    async (request) => {
      const { query } = request;
      const sight = new Sight(principalOf(request).scope, inventory());
      const after = decodeCursor("alarms", query.cursor, z.tuple([z.number(), z.string()]));
      const isAfter = (alarm: Alarm): boolean =>
        after === null ||
        changedAtMs(alarm) < after[0] ||
        (changedAtMs(alarm) === after[0] && alarm.id > after[1]);
      const seen = alarms
        .list()
        .filter(
          (alarm) =>
            (query.severity === undefined || query.severity.includes(alarm.severity)) &&
            (query.site === undefined || alarm.site === query.site) &&
            (query.node === undefined || alarm.node === query.node) &&
            (query.type === undefined || alarm.type === query.type) &&
            (query.cleared === undefined || alarm.isCleared === query.cleared) &&
            (query.acknowledged === undefined || isAcknowledged(alarm) === query.acknowledged) &&
            isAfter(alarm) &&
            sight.node(alarm.site, alarm.node),
        )
        .sort(newestFirst);
      const page = seen.slice(0, query.limit);
      const last = page.at(-1);
      const more = seen.length > query.limit && last !== undefined;
      return {
        items: page.map((alarm) => presentAlarm(alarm, inventory())),
        next: more ? encodeCursor("alarms", [changedAtMs(last), last.id]) : null,
      };
    },
  );
};

const alarmInSight = ({ alarms, inventory }: ApiContext, id: string, { scope }: Principal): Alarm => {
  const alarm = alarms.get(id);
  const sight = new Sight(scope, inventory());
  if (!alarm || !sight.node(alarm.site, alarm.node)) throw notFound(`Alarm ${id}`);
  return alarm;
};

const oneAlarm: RouteGroup = (api, context) => {
  api.get(
    "/api/v1/alarms/:id",
    { config: { roles: everyRole }, schema: { params, response: { 200: alarmViewSchema } } },
    async (request) =>
      presentAlarm(alarmInSight(context, request.params.id, principalOf(request)), context.inventory()),
  );
  const querystring = z.strictObject(pageQuery(context));
  api.get(
    "/api/v1/alarms/:id/history",
    {
      config: { roles: everyRole },
      schema: { params, querystring, response: { 200: pageView(transitionView) } },
    },
    async (request) => {
      const { id: alarm } = alarmInSight(context, request.params.id, principalOf(request));
      const { cursor, limit } = request.query;
      const afterSequence = decodeCursor("alarm-history", cursor, z.tuple([z.int().min(0)]))?.[0] ?? 0;
      const rows = await context.store.transitions({ afterSequence, rowsMax: limit + 1, alarm });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map((row) => presentTransition(row, context.inventory())),
        next: rows.length > limit && last ? encodeCursor("alarm-history", [last.sequence]) : null,
      };
    },
  );
};

const refusal = (error: unknown): unknown => {
  if (!(error instanceof AlarmRequestError)) return error;
  if (error.code === "alarm-not-found") return notFound("The alarm");
  const code = error.code === "note-too-long" ? "invalid-request" : "conflict";
  return new ApiError(code, { detail: error.message, cause: error });
};

interface Operation {
  readonly verb: "acknowledge" | "clear";
  readonly roles: readonly Role[];
  readonly run: (rows: JournalRows, nowMs: number, request: AlarmRequest) => Alarm;
}

const operate =
  ({ verb, roles, run }: Operation): RouteGroup =>
  (api, context) => {
    const body = z.strictObject({ note: z.string().max(10_000).nullable().default(null) }).nullish();
    api.post(
      `/api/v1/alarms/:id/${verb}`,
      { config: { roles }, schema: { params, body, response: { 200: alarmViewSchema } } },
      async (request) => {
        const principal = principalOf(request);
        const { id } = alarmInSight(context, request.params.id, principal);
        const { actor } = principal;
        const note = request.body?.note ?? null;
        const alarm = await durably(context, {
          change: (rows, nowMs) => {
            try {
              return run(rows, nowMs, { id, actor, note });
            } catch (error) {
              throw refusal(error);
            }
          },
          entry: () => ({ actor, action: `alarm.${verb}`, target: id, detail: { note } }),
        });
        return presentAlarm(alarm, context.inventory());
      },
    );
  };

/** The live list of alarms, one alarm, its history, and what people do with it. */
export const alarmRoutes: RouteGroup = (api, context) => {
  const { alarms } = context;
  listAlarms(api, context);
  oneAlarm(api, context);
  const acknowledge: Operation["run"] = (rows, nowMs, request) => alarms.acknowledge(rows, nowMs, request);
  const clear: Operation["run"] = (rows, nowMs, request) => alarms.clear(rows, nowMs, request);
  operate({ verb: "acknowledge", roles: staffRoles, run: acknowledge })(api, context);
  operate({ verb: "clear", roles: deskRoles, run: clear })(api, context);
};
