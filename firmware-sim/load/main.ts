import type { LoadMessage } from "./load-message.ts";
import { loadPlanSchema } from "./load-plan.ts";
import { runLoad } from "./load-run.ts";

/**
 * The load process. Forked, it takes a plan as its first message and answers with messages; started by hand,
 * `node firmware-sim/load/main.ts '{"port": 1883, …}'`, it prints the report as one JSON document.
 */
const tell = (message: LoadMessage): void => {
  if (process.send) process.send(message);
  else if (message.kind === "report") process.stdout.write(`${JSON.stringify(message.report)}\n`);
  else if (message.kind === "failed") process.stderr.write(`${message.reason}\n`);
};

const carryOut = async (raw: unknown): Promise<void> => {
  try {
    const report = await runLoad(loadPlanSchema.parse(raw), () => tell({ kind: "connected" }));
    tell({ kind: "report", report });
  } catch (error) {
    process.exitCode = 1;
    tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
  if (process.connected) process.disconnect();
};

const [, , argument] = process.argv;
if (argument === undefined) process.once("message", (plan) => void carryOut(plan));
else await carryOut(JSON.parse(argument));
