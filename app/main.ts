#!/usr/bin/env node
// First: what follows may need more than an old Node has.
import "./demand-node.ts";
import { Command, CommanderError } from "commander";
import { ZodError } from "zod";
import { outliveReaders, printed } from "./output.ts";
import { packageVersion } from "./package.ts";
import { formatFaults, StartRefused } from "./start-refused.ts";
import { WrongUse } from "./wrong-use.ts";

const exitFailed = 1;
const exitWrongUse = 2;

type AddCommand = (program: Command) => void;

/** Read one by one: a command does not wait for what the others need. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import("./commands/serve.ts")).addServe,
  demo: async () => (await import("./commands/demo.ts")).addDemo,
  simulate: async () => (await import("./commands/simulate.ts")).addSimulate,
  scenario: async () => (await import("./commands/scenario.ts")).addScenario,
  check: async () => (await import("./commands/check.ts")).addCheck,
  device: async () => (await import("./commands/device.ts")).addDevice,
  user: async () => (await import("./commands/user.ts")).addUser,
  inventory: async () => (await import("./commands/inventory.ts")).addInventory,
  evaluate: async () => (await import("./commands/evaluate.ts")).addEvaluate,
  doctor: async () => (await import("./commands/doctor.ts")).addDoctor,
};

const program = new Command("tramcanh")
  .description("Trạm Canh: the watch post for telecom sites")
  .version(packageVersion)
  .exitOverride();

const [word = ""] = process.argv.slice(2);
const wanted = Object.hasOwn(commands, word) ? [word] : Object.keys(commands);
for (const name of wanted) (await commands[name]?.())?.(program);
for (const command of program.commands) {
  command.exitOverride();
  for (const below of command.commands) below.exitOverride();
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitWrongUse;
  if (error instanceof StartRefused) {
    say(formatFaults(error.faults));
    return exitWrongUse;
  }
  if (error instanceof WrongUse) {
    say(`error: ${error.message}`);
    return exitWrongUse;
  }
  if (error instanceof ZodError) {
    say(error.issues.map((issue) => `error: ${issue.path.join(".")}: ${issue.message}`).join("\n"));
    return exitWrongUse;
  }
  say(`error: ${error instanceof Error ? error.message : String(error)}`);
  return exitFailed;
};

outliveReaders();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
await printed();
// Whatever may still hold the event loop (idle keep-alive connections) must not hold the command.
process.exit();
