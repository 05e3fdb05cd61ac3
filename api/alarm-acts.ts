import type { Alarm, OperatorActionName } from "../alerts/alarm.ts";
import { isToldBefore, type OperatorAct } from "../alerts/alarm-operator.ts";
import { type AlarmErrorCode, AlarmRequestError } from "../alerts/errors.ts";
import type { JournalRows } from "../telemetry/journal.ts";
import type { ApiContext } from "./context.ts";
import { durably } from "./durable.ts";
import { ApiError, notFound } from "./errors.ts";
import type { Principal } from "./identity/principal.ts";
import { deskRoles, type Role, staffRoles } from "./identity/role.ts";
import { Sight } from "./identity/sight.ts";
import { occurrenceOf } from "./occurrence.ts";
import { iso } from "./views/instant.ts";

/** Who may do what to an alarm; a technician may assign it to himself only. */
export const actRoles: Readonly<Record<OperatorActionName, readonly Role[]>> = {
  acknowledge: staffRoles,
  unacknowledge: deskRoles,
  assign: staffRoles,
  comment: staffRoles,
  shelve: deskRoles,
  unshelve: deskRoles,
  close: deskRoles,
  clear: deskRoles,
  ticket: deskRoles,
};

/** What somebody asks to be done to alarms. */
export interface AskedAct {
  readonly act: OperatorAct;
  readonly note: string | null;
  /** When it was done by the sender's clock; left out or null: now. */
  readonly sentMs?: number | null;
}

/** Refuses what the role may not do: `role-refused`. */
export const demandMay = ({ role, actor }: Principal, act: OperatorAct): void => {
  if (!actRoles[act.kind].includes(role)) {
    throw new ApiError("role-refused", { detail: `The role ${role} may not ${act.kind} alarms` });
  }
  if (act.kind === "assign" && role === "technician" && act.assignee !== actor) {
    const detail = `A technician assigns alarms to himself only: "assignee": "${actor}"`;
    throw new ApiError("role-refused", { detail });
  }
};

/** Refusals that are about a field of the request, and the field; the others contradict the alarm's state. */
const faultyFields: ReadonlyMap<AlarmErrorCode, string> = new Map([
  ["note-missing", "body.note"],
  ["note-too-long", "body.note"],
  ["value-too-long", "body"],
  ["shelf-end-past", "body.until"],
  ["shelf-too-long", "body.until"],
]);

const refusal = (error: AlarmRequestError): ApiError => {
  const { code, message } = error;
  if (code === "alarm-not-found") return notFound("The alarm");
  const path = faultyFields.get(code);
  if (path === undefined) return new ApiError("conflict", { detail: message, cause: error });
  const fields = [{ path, value: null, message: code, fix: message }];
  return new ApiError("invalid-request", { detail: message, fields, cause: error });
};

const assigneeFault = (name: string, message: string): ApiError => {
  const fix = "give the name of a technician or operator who sees the alarm, or null for nobody";
  const fields = [{ path: "body.assignee", value: name, message, fix }];
  return new ApiError("invalid-request", { detail: message, fields });
};

/**
 * An assignee must be somebody who can see the alarm and work on it: a name with a slip in it, or that of somebody who
 * only reads, would leave it to nobody.
 */
const demandAssignee = (
  { identity, inventory }: ApiContext,
  alarm: Alarm,
  assignee: { readonly name: string; readonly actor: string },
): void => {
  if (assignee.name === assignee.actor) return;
  const user = identity.users.find(assignee.name);
  const isSeen = user && !user.disabled && new Sight(user.scope, inventory()).node(alarm.site, alarm.node);
  if (!isSeen) throw assigneeFault(assignee.name, `no user "${assignee.name}" sees this alarm`);
  if (staffRoles.includes(user.role)) return;
  const why = `the role ${user.role} only reads and can't work on alarms`;
  throw assigneeFault(assignee.name, `"${assignee.name}" can't be assigned an alarm: ${why}`);
};

interface Operation extends AskedAct {
  readonly id: string;
  readonly principal: Principal;
}

/** An alarm after an act; not new when the act had been told before, and nothing was done. */
interface Done {
  readonly alarm: Alarm;
  readonly isNew: boolean;
}

/** Does it to one alarm; throws ApiError before any row is added. */
const operate =
  (context: ApiContext, { id, principal, act, note, sentMs = null }: Operation) =>
  (rows: JournalRows, nowMs: number): Done => {
    const { actor, scope } = principal;
    const alarm = context.alarms.get(id);
    const isSeen = alarm && new Sight(scope, context.inventory()).node(alarm.site, alarm.node);
    if (!isSeen) throw notFound(`Alarm ${id}`);
    if (act.kind === "assign" && act.assignee !== null) {
      demandAssignee(context, alarm, { name: act.assignee, actor });
    }
    const { occurredAtMs, clock } = occurrenceOf(sentMs, nowMs, context.limits);
    const word = { actor, note, occurredAtMs: clock === "device" ? occurredAtMs : null };
    // Whoever never heard the answer asks again, maybe after a restart: he gets it, and is not told of a contradiction.
    if (isToldBefore(alarm, act, word)) return { alarm, isNew: false };
    try {
      return { alarm: context.alarms.operate(rows, nowMs, { id, act, ...word }), isNew: true };
    } catch (error) {
      throw error instanceof AlarmRequestError ? refusal(error) : error;
    }
  };

const entryOf = ({ id, principal, act, note, sentMs = null }: Operation) => {
  const { kind, ...facts } = act;
  const sent = sentMs === null ? {} : { occurredAt: iso(sentMs) };
  return { actor: principal.actor, action: `alarm.${kind}`, target: id, detail: { note, ...sent, ...facts } };
};

/** Does it to one alarm, with its audit entry; rejects with ApiError when it can't be done. */
export const operateOne = async (
  context: ApiContext,
  principal: Principal,
  asked: AskedAct & { readonly id: string },
): Promise<Alarm> => {
  demandMay(principal, asked.act);
  const operation = { ...asked, principal };
  const { alarm } = await durably(context, {
    change: operate(context, operation),
    entry: ({ isNew }) => (isNew ? entryOf(operation) : []),
  });
  return alarm;
};

/** What came of an act on one of several alarms. */
export interface ActOutcome {
  readonly id: string;
  readonly result: Alarm | ApiError;
}

const attempt = (context: ApiContext, run: () => Done): Done | ApiError => {
  try {
    return run();
  } catch (error) {
    if (error instanceof ApiError) return error;
    // Others of the same commit are done already: a fault of ours must not take their rows out of their order.
    context.log.error({ err: error }, "BUG: an act on an alarm failed");
    return new ApiError("internal", { detail: "The platform has logged what happened", cause: error });
  }
};

/**
 * Does it to each alarm that it can be done to, in one commit with one audit entry each; the others answer why not.
 * One out of sight is not found in its place.
 */
export const operateMany = async (
  context: ApiContext,
  principal: Principal,
  asked: AskedAct & { readonly ids: readonly string[] },
): Promise<readonly ActOutcome[]> => {
  demandMay(principal, asked.act);
  const { ids, ...act } = asked;
  const operations = ids.map((id) => ({ ...act, id, principal }));
  const outcomes = await durably(context, {
    change: (rows, nowMs) =>
      operations.map((operation) => ({
        operation,
        done: attempt(context, () => operate(context, operation)(rows, nowMs)),
      })),
    entry: (each) =>
      each.flatMap(({ operation, done }) =>
        done instanceof ApiError || !done.isNew ? [] : entryOf(operation),
      ),
  });
  return outcomes.map(({ operation: { id }, done }) => ({
    id,
    result: done instanceof ApiError ? done : done.alarm,
  }));
};
