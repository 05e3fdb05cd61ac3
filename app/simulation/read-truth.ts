import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Truth } from "../../firmware-sim/scenarios/truth.ts";
import type { PlannedWindow } from "../../firmware-sim/scenarios/world-plan.ts";
import { isCode, siteCode } from "../../telemetry/identifiers.ts";
import { StartRefused } from "../start-refused.ts";

const truth = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  lostNodeMinutes: z.record(z.string(), z.number()),
  windows: z
    .array(
      z.object({
        fromMs: z.number(),
        toMs: z.number(),
        sites: z.array(z.string().refine(isCode).transform(siteCode)),
      }),
    )
    .default([]),
});

/** Reads what of `truth.json` the ledger is held against; throws StartRefused when it is none. */
export const readTruth = (
  path: string,
): Pick<Truth, "fromMs" | "toMs" | "lostNodeMinutes"> & {
  readonly windows: readonly Omit<PlannedWindow, "work">[];
} => {
  try {
    return truth.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    const message = `is no truth of a run: ${reason}`;
    const fix = "give the truth.json that stands beside the readings.csv of a scenario";
    throw new StartRefused([{ file: path, path: "", value: null, message, fix }]);
  }
};
