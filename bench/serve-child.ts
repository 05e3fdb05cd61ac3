import { z } from "zod";
import { type Child, startChild } from "./child.ts";
import type { Workplace } from "./workplace.ts";

const readySchema = z.object({ mqtt: z.string(), http: z.string() }).transform(({ mqtt, http }) => ({
  port: Number(new URL(mqtt).port),
  mqtt,
  http,
}));

/** Where a started platform listens. */
export type ServeReady = z.output<typeof readySchema>;

/** The password that the bench's administrator has. */
export const adminPassword = "the bench's own password";

/** Starts the real `serve` on a workplace. */
export const startServe = (workplace: Workplace): Promise<Child<ServeReady>> =>
  startChild("app/main.ts", ["serve", "--config", workplace.configuration], {
    parse: (line) => readySchema.parse(line),
    environment: {
      TRAMCANH_ADMIN_PASSWORD: adminPassword,
      BENCH_WEBHOOK_SECRET: "the bench's own secret",
      TRAMCANH_INFLUX_TOKEN: "the bench's own token",
    },
  });
