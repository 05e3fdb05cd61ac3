import { parseArgs } from "node:util";
import { z } from "zod";
import { makeCrashHouse, runCrashes } from "./crash-run.ts";

/** `npm run test:crash -- --cycles=N --seed=S`: kills the real platform N times and proves that nothing was lost. */
const { values } = parseArgs({
  options: { cycles: { type: "string" }, seed: { type: "string" }, devices: { type: "string" } },
});
const { cycles, seed, devices } = z
  .object({
    cycles: z.coerce.number().int().min(1).default(100),
    seed: z.string().default(String(Date.now())),
    devices: z.coerce.number().int().min(1).max(1_000).default(80),
  })
  .parse(values);

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const again = `npm run test:crash -- --cycles=${cycles} --seed=${seed} --devices=${devices}`;
say(`seed ${seed}; again: ${again}`);

const house = makeCrashHouse(null);
const { report } = await runCrashes(
  house,
  {
    cycles,
    seed,
    devices,
    // More readings than the short run in `npm test`, so that the journal makes its checkpoints every few lives.
    readingsPerMessageMax: 30,
    readingsPerFailure: 400,
    lifeMs: [100, 3_000],
    webhookUrl: null,
  },
  say,
);
const { faults, notifications: _, ...figures } = report;
process.stdout.write(`${JSON.stringify({ seed, ...figures, faults: faults.length })}\n`);
if (faults.length === 0) house.remove();
else {
  const shownMax = 50;
  say(faults.slice(0, shownMax).join("\n"));
  say(`${faults.length} faults; the data is kept in ${house.folder}; again: ${again}`);
  process.exitCode = 1;
}
