import { z } from "zod";

const percentiles = z.object({ p50: z.number(), p99: z.number(), p999: z.number(), max: z.number() });

const loadMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("connected") }),
  z.object({
    kind: z.literal("report"),
    report: z.object({
      sent: z.number(),
      acknowledged: z.number(),
      seconds: z.number(),
      messagesPerSecond: z.number(),
      latencyMs: percentiles,
      sendLagMs: percentiles,
      cpuSeconds: z.number(),
    }),
  }),
  z.object({ kind: z.literal("failed"), reason: z.string() }),
]);

/** What the load process tells its parent. */
export type LoadMessage = z.output<typeof loadMessage>;

/** Reads a message of the load process; throws when it is none. */
export const parseLoadMessage = (raw: unknown): LoadMessage => loadMessage.parse(raw);
