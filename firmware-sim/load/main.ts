import { type LoadMessage, parseLoadOrder } from "./load-message.ts";
import { type LoadPlan, loadPlanSchema } from "./load-plan.ts";
import { runLoad } from "./load-run.ts";
import { LoadFailed } from "./load-trouble.ts";

/**
 * The load process. Forked, it takes orders and answers with messages; started by hand,
 * `node firmware-sim/load/main.ts '{"port": 1883, …}'`, it prints the report as one JSON document.
 */
const tell = (message: LoadMessage): void => {
  if (process.send) process.send(message);
  else if (message.kind === "report") process.stdout.write(`${JSON.stringify(message.report)}\n`);
  else if (message.kind === "failed") process.stderr.write(`${message.reason}\n`);
};

const finish = new AbortController();

const carryOut = async (plan: LoadPlan): Promise<void> => {
  try {
    const report = await runLoad(plan, {
      connected: () => tell({ kind: "connected" }),
      progress: (progress) => tell({ kind: "progress", progress }),
      finish: finish.signal,
    });
    tell({ kind: "report", report });
  } catch (error) {
    process.exitCode = 1;
    const trouble = error instanceof LoadFailed ? error.trouble : "ended";
    tell({ kind: "failed", trouble, reason: error instanceof Error ? error.message : String(error) });
  }
  if (process.connected) process.disconnect();
};

const obey = (raw: unknown): void => {
  const order = parseLoadOrder(raw);
  if (order.kind === "finish") finish.abort();
  else void carryOut(order.plan);
};

const [, , argument] = process.argv;
if (argument === undefined) {
  // A terminal sends Ctrl+C to the whole group; the parent decides what it means.
  process.on("SIGINT", () => undefined);
  process.on("disconnect", () => process.exit());
  process.on("message", obey);
} else await carryOut(loadPlanSchema.parse(JSON.parse(argument)));
