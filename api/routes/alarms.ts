import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import { alarmViewSchema, briefAlarmSchema } from "../../alerts/alarm-view.ts";
import { principalOf } from "../access.ts";
import { flagQuery, pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { notFound } from "../errors.ts";
import type { Principal } from "../identity/principal.ts";
import { everyRole, wallRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { alarmFilter, alarmListFilter, alarmMatcher } from "../views/alarm-filter.ts";
import { alarmCountsView, countAlarms } from "../views/alarm-visibility.ts";
import { instructionFor, instructionView } from "../views/instruction.ts";
import { type AlarmViewer, withinSight } from "../views/seen-alarm.ts";
import { presentAlarm, presentTransition, transitionView } from "../views/transition-view.ts";

/** The path of a route about one alarm. */
export const alarmParams = z.strictObject({ id: z.string().regex(/^[0-9a-f]{24}$/) });

const changedAtMs = ({ lastChanged }: Alarm): number => lastChanged.receivedAtMs;

/** Newest change first; the id decides between equal instants. */
const newestFirst = (a: Alarm, b: Alarm): number => changedAtMs(b) - changedAtMs(a) || (a.id < b.id ? -1 : 1);

/** The alarm when it exists and the scope lets it through; throws `not-found` otherwise. */
export const alarmInSight = ({ alarms, inventory }: ApiContext, id: string, { scope }: Principal): Alarm => {
  const alarm = alarms.get(id);
  const sight = new Sight(scope, inventory());
  if (!alarm || !sight.node(alarm.site, alarm.node)) throw notFound(`Alarm ${id}`);
  return alarm;
};

/** Shows alarms to somebody, without what is out of sight. */
export const alarmPresenter = (context: ApiContext, principal: Principal) => {
  const viewer = viewerOf(context, principal);
  return (alarm: Alarm) => presentAlarm(withinSight(alarm, viewer), context.inventory());
};

const viewerOf = ({ alarms, inventory }: ApiContext, { scope }: Principal): AlarmViewer => ({
  sight: new Sight(scope, inventory()),
  alarmOf: (id) => alarms.get(id),
});

const briefQuery = {
  brief: flagQuery.default(false).describe("true: without what only the page of one alarm shows"),
};

/** Alarms as they are, or in brief. */
const alarmsPage = pageView(z.union([alarmViewSchema, briefAlarmSchema]));

interface Paging {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly brief: boolean;
  readonly passes: (alarm: Alarm) => boolean;
}

/** The newest so many, in their order; only those that may be among them are sorted, not all of a storm. */
const newestOf = (alarms: readonly Alarm[], limit: number): readonly Alarm[] => {
  const instants = Float64Array.from(alarms, changedAtMs).sort();
  const oldest = instants.at(-limit) ?? Number.NEGATIVE_INFINITY;
  return alarms
    .filter((alarm) => changedAtMs(alarm) >= oldest)
    .sort(newestFirst)
    .slice(0, limit);
};

/** A page of alarms in sight that pass, newest change first. */
const pageOf = (context: ApiContext, principal: Principal, { limit, cursor, passes }: Paging) => {
  const sight = new Sight(principal.scope, context.inventory());
  const after = decodeCursor("alarms", cursor, z.tuple([z.number(), z.string()]));
  const isAfter = (alarm: Alarm): boolean =>
    after === null ||
    changedAtMs(alarm) < after[0] ||
    (changedAtMs(alarm) === after[0] && alarm.id > after[1]);
  const seen = context.alarms
    .list()
    .filter((alarm) => isAfter(alarm) && sight.node(alarm.site, alarm.node) && passes(alarm));
  const page = newestOf(seen, limit);
  const last = page.at(-1);
  const more = seen.length > limit && last !== undefined;
  return { page, next: more ? encodeCursor("alarms", [changedAtMs(last), last.id]) : null };
};

/**
 * Answers with a page. Its alarms are texts already: through the schema and the serializer once more, a storm's pages
 * would hold the event loop.
 */
const sendPage = (
  request: FastifyRequest,
  reply: FastifyReply,
  { context, paging }: { readonly context: ApiContext; readonly paging: Paging },
) => {
  const principal = principalOf(request);
  const { page, next } = pageOf(context, principal, paging);
  const inventory = context.inventory();
  const viewer = viewerOf(context, principal);
  const items = page.map((alarm) =>
    context.hub.texts.of(withinSight(alarm, viewer), inventory, paging.brief),
  );
  if (next !== null) reply.header("next-cursor", next);
  return reply
    .type("application/json; charset=utf-8")
    .send(`{"items":[${items.join(",")}],"next":${JSON.stringify(next)}}`);
};

const listAlarms: RouteGroup = (api, context) => {
  const { inventory } = context;
  const querystring = z.strictObject({ ...pageQuery(context), ...briefQuery, ...alarmListFilter });
  api.get(
    "/api/v1/alarms",
    {
      config: { roles: wallRoles },
      schema: { querystring, response: { 200: alarmsPage } },
    },
    async (request, reply) => {
      const { limit, cursor, brief, ...filter } = request.query;
      const passes = alarmMatcher(filter, inventory());
      // Taken before the list: a change in between is in the list and told once more by the stream, never missing.
      reply.header("stream-position", context.hub.position);
      return sendPage(request, reply, { context, paging: { limit, cursor, brief, passes } });
    },
  );
};

const alarmCounts: RouteGroup = (api, context) => {
  const { alarms, inventory } = context;
  api.get(
    "/api/v1/alarms/counts",
    {
      config: { roles: wallRoles },
      schema: { querystring: z.strictObject(alarmFilter), response: { 200: alarmCountsView } },
    },
    async (request) => {
      const sight = new Sight(principalOf(request).scope, inventory());
      const passes = alarmMatcher(request.query, inventory());
      return countAlarms(
        alarms.list().filter((alarm) => sight.node(alarm.site, alarm.node) && passes(alarm)),
      );
    },
  );
};

const oneAlarmView = alarmViewSchema.extend({
  instruction: instructionView.nullable().describe("what to do; null when no rule has the alarm's type"),
});

/** One alarm with what to do about it, as answers give it. */
export type OneAlarmView = z.output<typeof oneAlarmView>;

const oneAlarm: RouteGroup = (api, context) => {
  api.get(
    "/api/v1/alarms/:id",
    { config: { roles: everyRole }, schema: { params: alarmParams, response: { 200: oneAlarmView } } },
    async (request) => {
      const principal = principalOf(request);
      const alarm = alarmInSight(context, request.params.id, principal);
      const instruction = instructionFor(alarm, context.rules(), context.inventory());
      return { ...alarmPresenter(context, principal)(alarm), instruction };
    },
  );
  const querystring = z.strictObject({ ...pageQuery(context), ...briefQuery });
  api.get(
    "/api/v1/alarms/:id/symptoms",
    {
      config: { roles: everyRole },
      schema: { params: alarmParams, querystring, response: { 200: alarmsPage } },
    },
    async (request, reply) => {
      const { id } = alarmInSight(context, request.params.id, principalOf(request));
      const paging = { ...request.query, passes: ({ cause }: Alarm) => cause?.alarm === id };
      return sendPage(request, reply, { context, paging });
    },
  );
};

const oneHistory: RouteGroup = (api, context) => {
  const querystring = z.strictObject(pageQuery(context));
  api.get(
    "/api/v1/alarms/:id/history",
    {
      config: { roles: everyRole },
      schema: { params: alarmParams, querystring, response: { 200: pageView(transitionView) } },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id: alarm } = alarmInSight(context, request.params.id, principal);
      const { cursor, limit } = request.query;
      const afterSequence = decodeCursor("alarm-history", cursor, z.tuple([z.int().min(0)]))?.[0] ?? 0;
      const rows = await context.store.transitions({ afterSequence, rowsMax: limit + 1, alarm });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const viewer = viewerOf(context, principal);
      return {
        items: page.map((row) => presentTransition(row, context.inventory(), viewer)),
        next: rows.length > limit && last ? encodeCursor("alarm-history", [last.sequence]) : null,
      };
    },
  );
};

/** The live list of alarms, their numbers, one alarm, its symptoms and its history. */
export const alarmRoutes: RouteGroup = (api, context) => {
  listAlarms(api, context);
  alarmCounts(api, context);
  oneAlarm(api, context);
  oneHistory(api, context);
};
