import { z } from "zod";
import { healthyReadingsMax } from "./healthy-payload.ts";
import type { LatencyPercentiles } from "./latency-histogram.ts";

/** Most messages of one connection that may wait for their PUBACK: message ids are slots of the ring. */
const backlogSlotsMax = 4096;

const backlog = z.int().min(1).max(backlogSlotsMax);

const loadConnection = z.object({
  clientId: z.string().min(1),
  username: z.string().min(1),
  password: z.string(),
  /** Telemetry topics taken in turn; more of them keep time stamps near the present at high rates. */
  topics: z.array(z.string().min(1)).min(1),
});

const loadMode = z.discriminatedUnion("kind", [
  /** As fast as acknowledgements come, at most `backlogMax` unacknowledged messages a connection. */
  z.object({ kind: z.literal("saturate"), backlogMax: backlog }),
  /**
   * Open loop: message k is due at k / messagesPerSecond, whatever the server does; `burst` messages of one
   * connection are due together and share a write. A message that finds `backlogMax` unacknowledged ones waits,
   * and its wait counts.
   */
  z.object({
    kind: z.literal("rate"),
    messagesPerSecond: z.number().positive(),
    burst: z.int().min(1).default(1),
    backlogMax: backlog.default(256),
  }),
  /** Connections that publish nothing and ping. */
  z.object({ kind: z.literal("idle") }),
]);

/** Schema of what a load run does. */
export const loadPlanSchema = z.object({
  host: z.string().default("127.0.0.1"),
  port: z.int().min(1).max(65535),
  /** MQTT over TLS; `certificateAuthority` in PEM, the system's own when left out. */
  tls: z.object({ certificateAuthority: z.string().optional() }).optional(),
  connections: z.array(loadConnection).min(1),
  mode: loadMode,
  /** Length of the measured part. */
  durationMs: z.number().positive(),
  /** Same load before it, not measured. */
  warmupMs: z.number().nonnegative().default(0),
  /** Readings a message. */
  readings: z.int().min(1).max(healthyReadingsMax).default(25),
  /** How many connections are being opened at any one time. */
  connectsInFlightMax: z.int().min(1).default(64),
  connectTimeoutMs: z.number().positive().default(120_000),
  /** How long to wait for the last acknowledgements after the end. */
  drainMs: z.number().nonnegative().default(10_000),
  /** How often the run tells how far it is. */
  progressEveryMs: z.number().positive().default(1000),
});

/** What a load run does, defaults left out. */
export type LoadPlan = z.input<typeof loadPlanSchema>;
/** What a load run does, defaults filled in. */
export type CompleteLoadPlan = z.output<typeof loadPlanSchema>;
/** One connection of a load run. */
export type LoadConnectionPlan = z.output<typeof loadConnection>;

/** What a load run saw. */
export interface LoadReport {
  /** Messages that fell due in the whole run, warm-up included; at saturation those that were written. */
  readonly due: number;
  /** Messages written and acknowledged in the whole run, warm-up and drain included. */
  readonly sent: number;
  readonly acknowledged: number;
  /** Length of the measured part. */
  readonly seconds: number;
  /** Acknowledgements in the measured part, per second. */
  readonly messagesPerSecond: number;
  /**
   * From due (rate) or written (saturate) to PUBACK, of the messages due in the measured part. One without PUBACK
   * counts with the time that it had waited at the end.
   */
  readonly latencyMs: LatencyPercentiles;
  /** From due to written: how far the generator itself was behind; a part of `latencyMs`. */
  readonly sendLagMs: LatencyPercentiles;
  /** Processor time of the generator's process during the measured part. */
  readonly cpuSeconds: number;
}

/** How far a load run is. */
export interface LoadProgress {
  readonly connected: number;
  readonly connections: number;
  /** Since the first message was due; 0 while connections are being opened. */
  readonly seconds: number;
  readonly due: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Since the last progress: acknowledgements a second, and their latency. */
  readonly acknowledgedPerSecond: number;
  readonly latencyMs: LatencyPercentiles;
}
