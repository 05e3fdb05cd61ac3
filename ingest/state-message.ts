import { z } from "zod";
import type { DeviceEvent } from "../telemetry/device-event.ts";
import type { Topic } from "../telemetry/topic.ts";
import type { Origin, Refusal } from "./quarantine.ts";

const session = z.int().min(0);

const birth = z.object({
  online: z.literal(true),
  session,
  period: z.int().min(1).max(86_400).default(60),
  firmware: z.string().max(64).nullable().default(null),
  ts: z.int().min(0).nullable().default(null),
});

const death = z.object({ online: z.literal(false), session });

const state = z.discriminatedUnion("online", [birth, death]);

/** Reads a state message: birth or will. */
export const readState = (origin: Origin, topic: Topic): DeviceEvent | Refusal => {
  const parsed = state.safeParse(jsonOf(origin.payload));
  if (!parsed.success) {
    return {
      reason: "bad-state",
      detail: `a state is {"online": true, "session": 7, "period": 60, "firmware": "1.4.2"} or {"online": false, "session": 7}: ${firstIssue(parsed.error)}`,
    };
  }
  const fact = {
    device: origin.publisher.device,
    site: topic.site,
    node: topic.node,
    receivedAtMs: origin.receivedAtMs,
    session: parsed.data.session,
  };
  if (!parsed.data.online) return { kind: "death", ...fact };
  const { period, firmware, ts } = parsed.data;
  return { kind: "birth", ...fact, periodSeconds: period, firmware, clockMs: ts };
};

/** The payload as JSON; undefined when it is none. */
export const jsonOf = (payload: Buffer): unknown => {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
};

/** The first thing wrong, with its path. */
export const firstIssue = (error: z.ZodError): string => {
  const issue = error.issues[0];
  return issue ? `${issue.path.join(".") || "message"}: ${issue.message}` : "not understood";
};
