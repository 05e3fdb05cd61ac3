import { z } from "zod";
import { principalOf } from "../access.ts";
import type { Api } from "../api.ts";
import { durably } from "../durable.ts";
import { notFound } from "../errors.ts";
import type { Principal } from "../identity/principal.ts";
import { deskRoles } from "../identity/role.ts";
import { alarmReference } from "./alarm-schema.ts";
import { AlarmWindow } from "./alarm-window.ts";
import type { TmfParts, TmfRouteGroup } from "./parts.ts";
import { groupingBody } from "./task-kinds.ts";
import { finished, taskReading, taskView } from "./task-reading.ts";

interface Grouping {
  readonly parent: string;
  readonly members: readonly string[];
}

/** A kind of task that changes which alarms are grouped under which. */
interface GroupTaskKind {
  readonly path: string;
  readonly type: string;
  readonly doneAttribute: string;
  readonly action: "group" | "ungroup";
}

const kinds: readonly GroupTaskKind[] = [
  { path: "/groupAlarms", type: "GroupAlarms", doneAttribute: "groupedAlarm", action: "group" },
  { path: "/unGroupAlarms", type: "UnGroupAlarms", doneAttribute: "unGroupedAlarm", action: "ungroup" },
];

const demandInSight = (window: AlarmWindow, { parent, members }: Grouping): void => {
  const hidden = [parent, ...members].find((id) => window.find(id) === null);
  if (hidden !== undefined) throw notFound(`Alarm ${hidden}`);
};

/** Makes the change, and answers the alarms that it was made to. */
const carryOut = (
  { context, sources }: TmfParts,
  principal: Principal,
  { action, ...grouping }: Grouping & Pick<GroupTaskKind, "action">,
): Promise<readonly string[]> => {
  const { groups, alarms } = sources;
  const isGone = (id: string): boolean => alarms.get(id)?.isCleared ?? true;
  return durably(context, {
    change: (rows, nowMs) => {
      if (action === "ungroup") return groups.ungroup(rows, nowMs, grouping);
      groups.group(rows, nowMs, { ...grouping, isGone });
      return grouping.members;
    },
    entry: (done) => ({
      actor: principal.actor,
      action: `alarm.${action}`,
      target: grouping.parent,
      detail: { alarms: done },
    }),
  });
};

const groupTask = (api: Api, parts: TmfParts, kind: GroupTaskKind): void => {
  const { path, type, doneAttribute, action } = kind;
  const config = { roles: deskRoles };
  api.post(
    path,
    {
      config,
      schema: { body: groupingBody, querystring: z.strictObject({}), response: { 201: taskView } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { parentAlarm, correlatedAlarm, ...told } = request.body;
      const members = [...new Set(correlatedAlarm.map(({ id }) => id))];
      const grouping = { parent: parentAlarm.id, members };
      demandInSight(new AlarmWindow(parts.sources, principal.scope), grouping);
      const done = await carryOut(parts, principal, { ...grouping, action });
      const facts = {
        ...told,
        parentAlarm: alarmReference(grouping.parent),
        correlatedAlarm: members.map(alarmReference),
        state: done.length === members.length ? "done" : "terminatedWithError",
        [doneAttribute]: done.map(alarmReference),
      };
      const task = await finished(parts, { path, type, owner: principal.id, facts });
      reply.code(201).header("location", task.href);
      return task;
    },
  );
  taskReading(api, parts, { path, roles: deskRoles });
};

/** `groupAlarms` and `unGroupAlarms`. */
export const groupRoutes: TmfRouteGroup = (api, parts) => {
  for (const kind of kinds) groupTask(api, parts, kind);
};
