import { z } from "zod";
import { loadPlanSchema } from "./load-plan.ts";

const percentiles = z.object({ p50: z.number(), p99: z.number(), p999: z.number(), max: z.number() });

const counts = { due: z.number(), sent: z.number(), acknowledged: z.number() };
const troubles = z.enum(["unreachable", "refused", "late", "cut", "protocol", "ended"]);

const loadMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("connected") }),
  z.object({
    kind: z.literal("report"),
    report: z.object({
      ...counts,
      seconds: z.number(),
      messagesPerSecond: z.number(),
      latencyMs: percentiles,
      sendLagMs: percentiles,
      cpuSeconds: z.number(),
    }),
  }),
  z.object({
    kind: z.literal("progress"),
    progress: z.object({
      ...counts,
      connected: z.number(),
      connections: z.number(),
      seconds: z.number(),
      acknowledgedPerSecond: z.number(),
      latencyMs: percentiles,
    }),
  }),
  z.object({ kind: z.literal("failed"), trouble: troubles, reason: z.string() }),
]);

/** What the load process tells its parent. */
export type LoadMessage = z.output<typeof loadMessage>;

/** Reads a message of the load process; throws when it is none. */
export const parseLoadMessage = (raw: unknown): LoadMessage => loadMessage.parse(raw);

const loadOrder = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("run"), plan: loadPlanSchema }),
  /** The measured part ends now. */
  z.object({ kind: z.literal("finish") }),
]);

/** What the load process is told, defaults left out. */
export type LoadOrder = z.input<typeof loadOrder>;

/** Reads an order to the load process; throws when it is none. */
export const parseLoadOrder = (raw: unknown): z.output<typeof loadOrder> => loadOrder.parse(raw);
