import { z } from "zod";
import { type OperatorActionName, operatorActions } from "../../alerts/alarm.ts";
import type { OperatorAct } from "../../alerts/alarm-operator.ts";
import { alarmViewSchema } from "../../alerts/alarm-view.ts";
import { noteCharactersMax } from "../../alerts/limits.ts";
import { principalOf } from "../access.ts";
import { type AskedAct, actRoles, operateMany, operateOne } from "../alarm-acts.ts";
import type { RouteGroup } from "../api.ts";
import { ApiError, type ErrorCode, errorKinds } from "../errors.ts";
import { staffRoles } from "../identity/role.ts";
import { problemOf } from "../problem.ts";
import { instantInput } from "../views/instant.ts";
import { alarmInSight, alarmParams, alarmPresenter } from "./alarms.ts";

const note = z.string().max(noteCharactersMax).nullable().default(null);
const reason = z.string().trim().min(1).max(noteCharactersMax);
const assignee = z.string().min(1).nullable().describe("a user who sees the alarm; null for nobody");
const until = instantInput.describe("when it is shown again");
const occurredAt = instantInput.optional().describe("when it was done by the sender's clock; left out: now");
const ticket = z.string().min(1).nullable().describe("reference in a ticket system; null takes it away");

/** What a request for any act says of itself. */
interface SaidWords {
  readonly note: string | null;
  readonly occurredAt?: number | undefined;
}

const wordsOf = ({ note: said, occurredAt: sentMs }: SaidWords) => ({ note: said, sentMs: sentMs ?? null });

/** What the request for each act says besides the alarm. */
const bodies = {
  acknowledge: z.strictObject({ note, occurredAt }),
  unacknowledge: z.strictObject({ note, occurredAt }),
  assign: z.strictObject({ assignee, note, occurredAt }),
  comment: z.strictObject({ note: reason, occurredAt }),
  shelve: z.strictObject({ until, note: reason, occurredAt }),
  unshelve: z.strictObject({ note, occurredAt }),
  close: z.strictObject({ note, occurredAt }),
  clear: z.strictObject({ note, occurredAt }),
  ticket: z.strictObject({ ticket, note, occurredAt }),
} satisfies Record<OperatorActionName, z.ZodType>;

const plain = (kind: "acknowledge" | "unacknowledge" | "unshelve" | "close" | "clear") =>
  // An absent body counts as an empty one where nothing has to be said.
  z.preprocess(
    (sent) => sent ?? {},
    bodies[kind].transform((body): AskedAct => ({ act: { kind }, ...wordsOf(body) })),
  );

/** The body of each route as the act that it asks for. */
const asked: Readonly<Record<OperatorActionName, z.ZodType<AskedAct>>> = {
  acknowledge: plain("acknowledge"),
  unacknowledge: plain("unacknowledge"),
  assign: bodies.assign.transform((body) => ({
    act: { kind: "assign", assignee: body.assignee },
    ...wordsOf(body),
  })),
  comment: bodies.comment.transform((body) => ({ act: { kind: "comment" }, ...wordsOf(body) })),
  shelve: bodies.shelve.transform((body) => ({
    act: { kind: "shelve", untilMs: body.until },
    ...wordsOf(body),
  })),
  unshelve: plain("unshelve"),
  close: plain("close"),
  clear: plain("clear"),
  ticket: bodies.ticket.transform((body) => ({
    act: { kind: "ticket", ticket: body.ticket },
    ...wordsOf(body),
  })),
};

const actRoute =
  (name: OperatorActionName): RouteGroup =>
  (api, context) => {
    api.post(
      `/api/v1/alarms/:id/${name}`,
      {
        config: { roles: actRoles[name] },
        schema: { params: alarmParams, body: asked[name], response: { 200: alarmViewSchema } },
      },
      async (request) => {
        const principal = principalOf(request);
        const { id } = alarmInSight(context, request.params.id, principal);
        const alarm = await operateOne(context, principal, { ...request.body, id });
        return alarmPresenter(context, principal)(alarm);
      },
    );
  };

const codes = z.enum(Object.keys(errorKinds).filter((code): code is ErrorCode => code in errorKinds));

const problemView = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: codes,
  retry: z.boolean(),
  errors: z
    .array(z.object({ path: z.string(), value: z.string().nullable(), message: z.string(), fix: z.string() }))
    .optional(),
});

const outcomeView = z.discriminatedUnion("ok", [
  z.object({ id: z.string(), ok: z.literal(true) }),
  z.object({ id: z.string(), ok: z.literal(false), problem: problemView }),
]);

const bulkView = z.object({
  done: z.number(),
  refused: z.number(),
  items: z.array(outcomeView).describe("one for each id, in the order asked"),
});

const bulkBody = (bulkAlarmsMax: number) => {
  const ids = z
    .array(alarmParams.shape.id)
    .min(1)
    .max(bulkAlarmsMax)
    .refine((given) => new Set(given).size === given.length, "names an alarm twice");
  return z.discriminatedUnion("action", [
    bodies.acknowledge.extend({ ids, action: z.literal("acknowledge") }),
    bodies.unacknowledge.extend({ ids, action: z.literal("unacknowledge") }),
    bodies.assign.extend({ ids, action: z.literal("assign") }),
    bodies.comment.extend({ ids, action: z.literal("comment") }),
    bodies.shelve.extend({ ids, action: z.literal("shelve") }),
    bodies.unshelve.extend({ ids, action: z.literal("unshelve") }),
    bodies.close.extend({ ids, action: z.literal("close") }),
    bodies.clear.extend({ ids, action: z.literal("clear") }),
    bodies.ticket.extend({ ids, action: z.literal("ticket") }),
  ]);
};

const bulkActOf = (body: z.output<ReturnType<typeof bulkBody>>): OperatorAct => {
  switch (body.action) {
    case "assign":
      return { kind: "assign", assignee: body.assignee };
    case "shelve":
      return { kind: "shelve", untilMs: body.until };
    case "ticket":
      return { kind: "ticket", ticket: body.ticket };
    default:
      return { kind: body.action };
  }
};

const presentProblem = (error: ApiError): z.output<typeof problemView> => {
  const { errors, ...problem } = problemOf(error);
  return errors === undefined ? problem : { ...problem, errors: [...errors] };
};

const bulkRoute: RouteGroup = (api, context) => {
  const body = bulkBody(context.limits.bulkAlarmsMax);
  api.post(
    "/api/v1/alarms/actions",
    { config: { roles: staffRoles }, schema: { body, response: { 207: bulkView } } },
    async (request, reply) => {
      const wanted = { ids: request.body.ids, act: bulkActOf(request.body), ...wordsOf(request.body) };
      const outcomes = await operateMany(context, principalOf(request), wanted);
      const items = outcomes.map(({ id, result }) =>
        result instanceof ApiError
          ? { id, ok: false as const, problem: presentProblem(result) }
          : { id, ok: true as const },
      );
      const done = items.filter(({ ok }) => ok).length;
      return reply.code(207).send({ done, refused: items.length - done, items });
    },
  );
};

/** What people do with alarms, one at a time or many at once. */
export const alarmActRoutes: RouteGroup = (api, context) => {
  for (const name of operatorActions) actRoute(name)(api, context);
  bulkRoute(api, context);
};
