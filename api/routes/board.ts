import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import type { StandingAlarm } from "../../store/past.ts";
import { severityRank } from "../../telemetry/severity.ts";
import { principalOf } from "../access.ts";
import { administrationLimits } from "../administration-limits.ts";
import type { RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { wallRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { countFacts } from "../views/alarm-visibility.ts";
import { type BoardView, boardView, sitesThen } from "../views/board-view.ts";
import { instantInput, instantView, iso } from "../views/instant.ts";
import { alarmsThen, demandWithin, spanOf } from "../views/moment-then.ts";
import { withinSight } from "../views/seen-alarm.ts";
import { presentAlarm } from "../views/transition-view.ts";

const { boardAlarmsMax } = administrationLimits;

const mostUrgentFirst = (one: StandingAlarm, other: StandingAlarm): number =>
  severityRank(other.severity) - severityRank(one.severity) || other.sequence - one.sequence;

const boardAt = async (
  context: ApiContext,
  sight: Sight,
  { atMs, limit }: { readonly atMs: number; readonly limit: number },
): Promise<BoardView> => {
  const { store, inventory } = context;
  const [all, presence] = await Promise.all([store.standingAt(atMs), store.presenceAt(atMs)]);
  const standing = all.filter(({ site, node }) => sight.node(site, node));
  const chosen = [...standing].sort(mostUrgentFirst).slice(0, limit);
  const alarms = await alarmsThen(
    context,
    chosen.map(({ sequence }) => sequence),
  );
  const then = new Map<string, Alarm>(alarms.map((alarm) => [alarm.id, alarm]));
  const viewer = { sight, alarmOf: (id: string) => then.get(id) ?? context.alarms.get(id) };
  const sites = inventory().sites.map(({ code }) => code);
  return {
    at: iso(atMs),
    alarms: alarms.map((alarm) => presentAlarm(withinSight(alarm, viewer), inventory())),
    total: standing.length,
    more: standing.length > alarms.length,
    counts: countFacts(standing.map(factOf)),
    sites: sitesThen(
      sites.filter((code) => sight.site(code)),
      standing,
      presence,
    ),
  };
};

const factOf = ({ shelved, suppressed, outOfService, ...facts }: StandingAlarm) => ({
  ...facts,
  isCleared: false,
  reasons: [
    ...(shelved ? ["shelved" as const] : []),
    ...(suppressed ? ["suppressed" as const] : []),
    ...(outOfService ? ["out-of-service" as const] : []),
  ],
});

/** The board as it was at a past moment, and the moments that it can show. */
export const boardRoutes: RouteGroup = (api, context) => {
  api.get(
    "/api/v1/board/span",
    {
      config: { roles: wallRoles },
      schema: { response: { 200: z.object({ from: instantView, to: instantView }) } },
    },
    async () => {
      const { fromMs, toMs } = await spanOf(context);
      return { from: iso(fromMs), to: iso(toMs) };
    },
  );
  const querystring = z.strictObject({
    at: instantInput,
    limit: z.coerce.number().int().min(0).max(boardAlarmsMax).default(boardAlarmsMax),
  });
  api.get(
    "/api/v1/board",
    { config: { roles: wallRoles }, schema: { querystring, response: { 200: boardView } } },
    async (request, reply) => {
      const { at: atMs, limit } = request.query;
      await demandWithin(context, atMs);
      const sight = new Sight(principalOf(request).scope, context.inventory());
      const board = await boardAt(context, sight, { atMs, limit });
      // Made field by field; through the schema once more it would hold the event loop.
      return reply.serializer((made) => JSON.stringify(made)).send(board);
    },
  );
};
