import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import { noteCharactersMax } from "../../alerts/limits.ts";
import { principalOf } from "../access.ts";
import { type AskedAct, operateOne } from "../alarm-acts.ts";
import { ApiError, notFound } from "../errors.ts";
import { everyRole, staffRoles } from "../identity/role.ts";
import { demandAlarmConditions } from "./alarm-conditions.ts";
import { tmfAlarmAttributes } from "./alarm-resource.ts";
import { tmfAlarmSchema } from "./alarm-schema.ts";
import { AlarmWindow } from "./alarm-window.ts";
import { collectionQuery, fieldsQuery, sendCollection } from "./collection.ts";
import { parseFields } from "./field-selection.ts";
import { onBehalfOf } from "./on-behalf.ts";
import type { TmfRouteGroup } from "./parts.ts";

const params = z.strictObject({ id: z.string().max(64) });
const shownAlarm = tmfAlarmSchema.partial();
const text = z.string().max(noteCharactersMax);

/** What may be patched: the acknowledgement, one further comment, or the end of the alarm; one of them at a time. */
const patchBody = z
  .strictObject({
    ackState: z.enum(["acknowledged", "unacknowledged"]),
    ackUserId: text,
    ackSystemId: text,
    comment: z
      .array(
        z.object({
          comment: text.min(1),
          userId: text.optional(),
          systemId: text.optional(),
          time: z.string().optional(),
        }),
      )
      .max(200),
    state: z.literal("cleared"),
    perceivedSeverity: z.literal("cleared"),
    clearUserId: text,
    clearSystemId: text,
    "@type": z.string(),
    "@baseType": z.string(),
    "@schemaLocation": z.string(),
  })
  .partial();

type Patch = z.output<typeof patchBody>;

const newComments = (alarm: Alarm, patch: Patch): readonly AskedAct[] => {
  const known = new Set(alarm.operatorChanges.map(({ note }) => note));
  const added = (patch.comment ?? []).filter(({ comment }) => !known.has(comment));
  return added.map(({ comment }) => ({ act: { kind: "comment" }, note: comment }));
};

/** The acts that a patch asks for; none when everything is so already. */
const actsOf = (alarm: Alarm, patch: Patch): readonly AskedAct[] => {
  const acts: AskedAct[] = [...newComments(alarm, patch)];
  const isAcknowledged = alarm.operatorState !== "none";
  const note = onBehalfOf(patch.ackUserId, patch.ackSystemId);
  if (patch.ackState === "acknowledged" && !isAcknowledged) acts.push({ act: { kind: "acknowledge" }, note });
  if (patch.ackState === "unacknowledged" && isAcknowledged) {
    acts.push({ act: { kind: "unacknowledge" }, note });
  }
  const clears = patch.state === "cleared" || patch.perceivedSeverity === "cleared";
  if (clears && !alarm.isCleared) {
    acts.push({ act: { kind: "clear" }, note: onBehalfOf(patch.clearUserId, patch.clearSystemId) });
  }
  return acts;
};

/** Several in one patch could end half done. */
const oneAct = (acts: readonly AskedAct[]): AskedAct | null => {
  if (acts.length <= 1) return acts[0] ?? null;
  const detail = "Change one thing with one PATCH: ackState, one further comment, or state cleared";
  throw new ApiError("invalid-request", { detail });
};

/** `GET /alarm`, `GET /alarm/{id}`, `PATCH /alarm/{id}`. */
export const tmfAlarmRoutes: TmfRouteGroup = (api, { context, sources }) => {
  api.get(
    "/alarm",
    {
      config: { roles: everyRole },
      schema: {
        querystring: collectionQuery(context),
        response: { 200: z.array(shownAlarm), 206: z.array(shownAlarm) },
      },
    },
    async (request, reply) => {
      const window = new AlarmWindow(sources, principalOf(request).scope);
      return sendCollection(reply, {
        query: request.query,
        attributes: tmfAlarmAttributes,
        demand: demandAlarmConditions,
        items: window.list(),
        shown: (alarm, attributes) => window.shown(alarm, attributes),
      });
    },
  );
  const found = (window: AlarmWindow, id: string): Alarm => {
    const alarm = window.find(id);
    if (alarm === null) throw notFound(`Alarm ${id}`);
    return alarm;
  };
  api.get(
    "/alarm/:id",
    {
      config: { roles: everyRole },
      schema: { params, querystring: fieldsQuery, response: { 200: shownAlarm } },
    },
    async (request) => {
      const window = new AlarmWindow(sources, principalOf(request).scope);
      const attributes = parseFields(request.query.fields, tmfAlarmAttributes);
      return window.shown(found(window, request.params.id), attributes);
    },
  );
  api.patch(
    "/alarm/:id",
    { config: { roles: staffRoles }, schema: { params, body: patchBody, response: { 200: shownAlarm } } },
    async (request) => {
      const principal = principalOf(request);
      const window = new AlarmWindow(sources, principal.scope);
      const alarm = found(window, request.params.id);
      const asked = oneAct(actsOf(alarm, request.body));
      if (asked === null) return window.shown(alarm);
      return window.shown(await operateOne(context, principal, { ...asked, id: alarm.id }));
    },
  );
};
