import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import { principalOf } from "../access.ts";
import { type ActOutcome, demandMay, operateMany } from "../alarm-acts.ts";
import type { Api } from "../api.ts";
import { ApiError } from "../errors.ts";
import { alarmReference } from "./alarm-schema.ts";
import { AlarmWindow } from "./alarm-window.ts";
import { groupRoutes } from "./group-routes.ts";
import type { TmfParts, TmfRouteGroup } from "./parts.ts";
import { demandPatterns } from "./pattern-faults.ts";
import { matchesPattern, type Resource } from "./resource-filter.ts";
import { type PatternTask, type PatternTaskKind, patternTaskKinds } from "./task-kinds.ts";
import { finished, taskReading, taskView } from "./task-reading.ts";

/** The alarms in sight that a pattern means; refuses more than one request may act on. */
const meant = (
  window: AlarmWindow,
  patterns: PatternTask["alarmPattern"],
  bulkAlarmsMax: number,
): readonly Alarm[] => {
  const asked = new Set(patterns.flatMap(Object.keys));
  const alarms = window.list().filter((alarm) => {
    const resource = window.shown(alarm, asked);
    return patterns.some((pattern) => matchesPattern(resource, pattern));
  });
  if (alarms.length <= bulkAlarmsMax) return alarms;
  const detail = `The patterns mean ${alarms.length} alarms, one request acts on ${bulkAlarmsMax} (bulkAlarmsMax)`;
  throw new ApiError("limit-reached", { detail });
};

const outcomeOf = (outcomes: readonly ActOutcome[], doneAttribute: string): Resource => {
  const done = outcomes.filter(({ result }) => !(result instanceof ApiError));
  const refused = outcomes.flatMap(({ id, result }) =>
    result instanceof ApiError ? [{ ...alarmReference(id), reason: result.message }] : [],
  );
  return {
    state: refused.length === 0 ? "done" : "terminatedWithError",
    [doneAttribute]: done.map(({ id }) => alarmReference(id)),
    ...(refused.length > 0 && { refusedAlarm: refused }),
  };
};

const patternTask = (api: Api, parts: TmfParts, kind: PatternTaskKind): void => {
  const { path, roles, body, type, doneAttribute } = kind;
  const { context, sources } = parts;
  api.post(
    path,
    { config: { roles }, schema: { body, querystring: z.strictObject({}), response: { 201: taskView } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const { act, note, alarmPattern, told } = request.body;
      demandMay(principal, act);
      demandPatterns(alarmPattern);
      const window = new AlarmWindow(sources, principal.scope);
      const ids = meant(window, alarmPattern, context.limits.bulkAlarmsMax).map(({ id }) => id);
      const outcomes = ids.length === 0 ? [] : await operateMany(context, principal, { ids, act, note });
      const facts = { ...told, ...outcomeOf(outcomes, doneAttribute) };
      const task = await finished(parts, { path, type, owner: principal.id, facts });
      reply.code(201).header("location", task.href);
      return task;
    },
  );
  taskReading(api, parts, kind);
};

/** The six task resources: what they are asked is done at once, and they tell what came of it. */
export const tmfTaskRoutes: TmfRouteGroup = (api, parts) => {
  for (const kind of patternTaskKinds) patternTask(api, parts, kind);
  groupRoutes(api, parts);
};
