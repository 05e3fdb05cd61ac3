import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import { alarmViewSchema } from "../../alerts/alarm-view.ts";
import { AlarmRequestError } from "../../alerts/errors.ts";
import type { JournalRows } from "../../telemetry/journal.ts";
import { principalOf } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import type { AlarmRequest } from "../context.ts";
import { durably } from "../durable.ts";
import { ApiError, notFound } from "../errors.ts";
import { deskRoles, type Role, staffRoles } from "../identity/role.ts";
import { alarmInSight, alarmParams, alarmPresenter } from "./alarms.ts";

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
      { config: { roles }, schema: { params: alarmParams, body, response: { 200: alarmViewSchema } } },
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
        return alarmPresenter(context, principal)(alarm);
      },
    );
  };

/** What people do with alarms. */
export const alarmActRoutes: RouteGroup = (api, context) => {
  const { alarms } = context;
  const acknowledge: Operation["run"] = (rows, nowMs, request) => alarms.acknowledge(rows, nowMs, request);
  const clear: Operation["run"] = (rows, nowMs, request) => alarms.clear(rows, nowMs, request);
  operate({ verb: "acknowledge", roles: staffRoles, run: acknowledge })(api, context);
  operate({ verb: "clear", roles: deskRoles, run: clear })(api, context);
};
