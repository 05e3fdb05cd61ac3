import { parseArgs } from "node:util";
import { z } from "zod";
import { judge } from "./judge.ts";
import { play } from "./play.ts";
import { drawScenario, isScenarioKind } from "./scenario.ts";
import { complaints, summarize } from "./summary.ts";

/**
 * `npm run test:sim -- --seed=N --count=1000`: plays so many scenarios from seed N on and holds them to the promise;
 * with `--kind=NAME` all of that kind.
 */
const text = { type: "string" } as const;
const { values } = parseArgs({ options: { seed: text, count: text, kind: text } });
const { seed, count, kind } = z
  .object({
    seed: z.coerce
      .number()
      .int()
      .min(0)
      .default(Math.floor(Date.now() / 1_000)),
    count: z.coerce.number().int().min(1).default(1_000),
    kind: z.string().refine(isScenarioKind).optional(),
  })
  .parse(values);

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const ofKind = kind === undefined ? "" : ` --kind=${kind}`;
const again = `npm run test:sim -- --seed=${seed} --count=${count}${ofKind}`;
say(`seed ${seed}; again: ${again}`);

const wanted = { scenariosNamed: 0.95, precision: 0.95, toldOnce: 1, stuck: 0 };
const complaintsShownMax = 100;

const verdicts = Array.from({ length: count }, (_none, index) => {
  const scenario = drawScenario(String(seed + index), kind);
  if (index % 100 === 99) say(`${index + 1} of ${count}`);
  return judge(scenario, play(scenario));
});
const summary = summarize(verdicts);
const all = verdicts.flatMap(complaints);
say(all.slice(0, complaintsShownMax).join("\n"));
if (all.length > complaintsShownMax) say(`… ${all.length - complaintsShownMax} more`);
process.stdout.write(`${JSON.stringify({ seed, ...summary, wanted })}\n`);
const met =
  summary.scenariosNamed >= wanted.scenariosNamed &&
  summary.precision >= wanted.precision &&
  summary.toldOnce >= wanted.toldOnce &&
  summary.stuck <= wanted.stuck;
if (!met) {
  say(`missed; again: ${again}, or one of them: npm run test:sim -- --seed=SEED --count=1${ofKind}`);
  process.exitCode = 1;
}
