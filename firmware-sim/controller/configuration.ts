import { z } from "zod";
import { metricNamed } from "../../telemetry/metrics.ts";
import type { ReportingPlan } from "./reporting.ts";

const periodSecondsMax = 86_400;

const numberMetric = z.string().superRefine((name, context) => {
  const metric = metricNamed(name);
  if (metric?.kind === "number") return;
  const message = metric === null ? "no metric of the dictionary" : "a state, reported at once anyway";
  context.addIssue({ code: "custom", message });
});

const band = z
  .strictObject({ low: z.number().optional(), high: z.number().optional() })
  .refine(({ low, high }) => low !== undefined || high !== undefined, "give low, high or both")
  .refine(({ low = -Infinity, high = Infinity }) => low < high, "low must be below high");

const period = z.int().min(1).max(periodSecondsMax);

/** What may be pushed: any of the three; a table replaces the former one. No table outgrows the dictionary. */
const pushed = z
  .strictObject({
    period: period.optional(),
    deadBands: z.record(numberMetric, z.number().positive()).optional(),
    limits: z.record(numberMetric, band).optional(),
  })
  .refine((parts) => Object.keys(parts).length > 0, "give period, deadBands or limits");

/** A configuration that was pushed to the device, as it is kept: only what was given. */
export type PushedConfiguration = z.output<typeof pushed>;

/** How the device reports now. */
export interface Configuration extends ReportingPlan {
  readonly periodSeconds: number;
}

/** A pushed configuration as kept in a file; for reading it back. */
export const pushedConfiguration = pushed;

/** The arguments of `set-period`. */
export const periodArguments = z.strictObject({ period });

/** The configuration in force: what was pushed over what the device was delivered with. */
export const configured = (delivered: Configuration, last: PushedConfiguration | null): Configuration => ({
  periodSeconds: last?.period ?? delivered.periodSeconds,
  deadBands: last?.deadBands ?? delivered.deadBands,
  limits: last?.limits ?? delivered.limits,
});

/** Everything that is wrong, each with its place, in one line. */
export const inWords = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join(".") || "args"}: ${issueText(issue)}`).join("; ");

/** A key that is refused hides its reasons one level below. */
const issueText = (issue: z.core.$ZodIssue): string =>
  issue.code === "invalid_key" ? issue.issues.map(({ message }) => message).join(", ") : issue.message;
