import type { FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import type { LinkSubject } from "../../alerts/notification/acknowledge-links.ts";
import type { RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { durably } from "../durable.ts";
import { ApiError } from "../errors.ts";
import { type LinkState, linkPage, linkStatus } from "../views/link-page.ts";

const formBytesMax = 1_024;

const config = { open: true } as const;
const params = z.strictObject({ token: z.string().max(200) });
const schema = { params, hide: true };

/** What a link can do now, and the alarm that it is about when the link is one of ours. */
interface LinkOutlook {
  readonly state: LinkState;
  readonly alarm?: Alarm;
  readonly subject?: LinkSubject;
}

const stateOf = (alarm: Alarm | undefined, { occurrence }: LinkSubject): LinkState => {
  if (alarm === undefined || alarm.isCleared || alarm.occurrenceCount !== occurrence) return "ended";
  return alarm.operatorState === "none" ? "confirm" : "taken";
};

const outlookOf = (
  { links = null, alarms }: Pick<ApiContext, "links" | "alarms">,
  token: string,
  nowMs: number,
): LinkOutlook => {
  const reading = links?.read(token, nowMs) ?? { kind: "unknown" as const };
  if (reading.kind === "unknown" || reading.kind === "exhausted") return { state: reading.kind };
  const { kind, subject } = reading;
  // Who finds an old link learns nothing of the alarm.
  if (kind !== "valid") return { state: kind };
  const alarm = alarms.get(subject.alarm);
  const state = stateOf(alarm, subject);
  return alarm === undefined || state === "ended" ? { state } : { state, alarm, subject };
};

const answer = (reply: FastifyReply, { state, alarm }: LinkOutlook): FastifyReply =>
  reply
    .code(linkStatus[state])
    .headers({
      "cache-control": "no-store",
      "x-robots-tag": "noindex",
      // With no-referrer a browser would send its own form with `Origin: null`, which counts as foreign.
      "referrer-policy": "same-origin",
    })
    .type("text/html; charset=utf-8")
    .send(linkPage(state, alarm));

/** Thrown inside of the commit before any row is added. */
class LinkRefused extends Error {
  override readonly name = "LinkRefused";
  readonly outlook: LinkOutlook;

  constructor(outlook: LinkOutlook) {
    super(`the link is ${outlook.state}`);
    this.outlook = outlook;
  }
}

const follow = (context: ApiContext, token: string): Promise<LinkOutlook> =>
  durably(context, {
    change: (rows, nowMs) => {
      const outlook = outlookOf(context, token, nowMs);
      const { state, subject } = outlook;
      if (state !== "confirm" || subject === undefined) throw new LinkRefused(outlook);
      const { alarm: id, audience } = subject;
      const actor = `link:${audience}`;
      const alarm = context.alarms.operate(rows, nowMs, {
        id,
        actor,
        note: null,
        act: { kind: "acknowledge" },
      });
      context.links?.use(rows, nowMs, token);
      return { state: "done" as const, alarm, subject };
    },
    entry: ({ alarm, subject }) => ({
      actor: `link:${subject.audience}`,
      action: "alarm.acknowledge",
      target: alarm.id,
      detail: { note: null, occurrence: subject.occurrence },
    }),
  });

/**
 * `/a/{token}`: the page behind an acknowledge link. GET only asks, since mail scanners follow links; POST
 * acknowledges, once.
 */
export const acknowledgeLinkRoutes: RouteGroup = (api, context) => {
  api.register(async (scope) => {
    const routes = scope.withTypeProvider<ZodTypeProvider>();
    const form = "application/x-www-form-urlencoded";
    // The form has no fields; browsers name its type all the same.
    routes.addContentTypeParser(
      form,
      { parseAs: "string", bodyLimit: formBytesMax },
      (_request, _body, done) => done(null, null),
    );
    routes.get("/a/:token", { config, schema }, async (request, reply) =>
      answer(reply, outlookOf(context, request.params.token, context.clock())),
    );
    routes.post("/a/:token", { config, schema }, async (request, reply) => {
      try {
        return answer(reply, await follow(context, request.params.token));
      } catch (error) {
        if (error instanceof LinkRefused) return answer(reply, error.outlook);
        if (error instanceof ApiError && error.code === "journal-unavailable") {
          return answer(reply, { state: "unavailable" });
        }
        throw error;
      }
    });
  });
};
