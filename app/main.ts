#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { ZodError } from "zod";
import { addCheck } from "./commands/check.ts";
import { addDemo } from "./commands/demo.ts";
import { addDevice } from "./commands/device.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addInventory } from "./commands/inventory.ts";
import { addServe } from "./commands/serve.ts";
import { addSimulate } from "./commands/simulate.ts";
import { addUser } from "./commands/user.ts";
import { packageVersion } from "./package.ts";
import { formatFaults, StartRefused } from "./start-refused.ts";
import { WrongUse } from "./wrong-use.ts";

const exitFailed = 1;
const exitWrongUse = 2;

const program = new Command("tramcanh")
  .description("Trạm Canh: the watch post for telecom sites")
  .version(packageVersion)
  .exitOverride();

for (const add of [
  addServe,
  addDemo,
  addSimulate,
  addCheck,
  addDevice,
  addUser,
  addInventory,
  addEvaluate,
  addDoctor,
])
  add(program);
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

try {
  await program.parseAsync();
  // Whatever may still hold the event loop (idle keep-alive connections) must not hold the command.
  process.exit();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  process.exit();
}
