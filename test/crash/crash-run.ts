import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { between, type Random, seededRandom } from "../../firmware-sim/random.ts";
import { type House, launchServe, makeHouse, promptMainsRule, type Served } from "../e2e/serve.ts";
import { Fleet, type FleetPlan } from "./fleet.ts";
import { type Claim, type Proof, prove } from "./proof.ts";

/** A run of kills, all its chances drawn from the seed. */
export interface CrashPlan extends FleetPlan {
  readonly cycles: number;
  readonly seed: string;
  /** Shortest and longest time between the devices' connecting and the kill. */
  readonly lifeMs: readonly [shortest: number, longest: number];
  /** Where every transition is told to; null for nowhere. */
  readonly webhookUrl: string | null;
}

/** What a run found. */
export interface CrashReport extends Proof {
  readonly kills: number;
  /** Kills while the platform was still starting. */
  readonly killsAtStart: number;
  readonly messagesAcknowledged: number;
  readonly messagesSentAgain: number;
}

/** A finished run: what it found, and the claim that its data was held against. */
export interface CrashRun {
  readonly report: CrashReport;
  readonly claim: Claim;
}

const startKillShare = 0.15;
const startKillMsMax = 1_500;
/** Share of the lives that end in a quiet moment, when the journal makes its checkpoints. */
const quietShare = 0.15;
const quietMsMax = 800;
const looksPerLife = 3;
const drainMsMax = 60_000;
const stopMsMax = 15_000;

const crashChannel = "noc";
const environment = { NOC_SECRET: "secret of a crash run" };

/** The house of a crash run: mains failures alarm at once and are told to the receiver, if there is one. */
export const makeCrashHouse = (webhookUrl: string | null): House =>
  makeHouse({
    more: [
      "rules: [prompt.yaml]",
      // Mains that fail every second would soon be one flapping alarm: every transition is to be proven.
      "alarms: { flapTransitionsMin: 1000000 }",
      ...(webhookUrl === null
        ? []
        : [
            `channels: { ${crashChannel}: { kind: webhook, url: "${webhookUrl}", secret: { env: NOC_SECRET }, allowPrivateAddress: true } }`,
            `routes: [{ match: {}, to: [${crashChannel}] }]`,
          ]),
      "",
    ].join("\n"),
    files: { "prompt.yaml": promptMainsRule },
  });

/** Starts the platform of a crash run. */
export const launch = (house: House) => launchServe(house, { environment });

const killAtStart = async (house: House, random: Random): Promise<void> => {
  const starting = launch(house);
  await after(random() * startKillMsMax);
  await starting.kill();
};

/** A life whose log speaks of errors was not well, however it ended. */
const listen = (served: Served, fleet: Fleet): void => {
  const errors = served.log().match(/^.*"level":[56]0.*$/gm) ?? [];
  fleet.faults.push(...errors.map((line) => `the log says ${line}`));
};

const live = async (served: Served, fleet: Fleet, plan: CrashPlan, random: Random): Promise<void> => {
  fleet.connect(served.mqttPort);
  fleet.work(plan);
  const lifeMs = between(random, ...plan.lifeMs);
  await after(lifeMs / 2);
  fleet.flap(served.mqttPort);
  await after(lifeMs / 2);
  if (random() < quietShare) {
    fleet.rest();
    await after(random() * quietMsMax);
  }
  await served.kill();
  fleet.disconnect();
  listen(served, fleet);
};

const untilTold = async (served: Served): Promise<void> => {
  const deadlineMs = Date.now() + drainMsMax;
  for (;;) {
    const { text } = await served.ask("GET", "/api/v1/channels");
    if (/"waiting":0\b/.test(text)) return;
    if (Date.now() > deadlineMs) throw new Error(`I5: the outbox does not get empty: ${text}`);
    await after(100);
  }
};

/** A life under full load that ends with SIGTERM: what is under way is either acknowledged and stored, or neither. */
const stopUnderLoad = async (house: House, fleet: Fleet, plan: CrashPlan): Promise<void> => {
  const served = await launch(house).ready;
  fleet.connect(served.mqttPort);
  fleet.work(plan);
  await after(plan.lifeMs[0]);
  const startMs = performance.now();
  const { code } = await served.stop();
  const stopMs = performance.now() - startMs;
  fleet.rest();
  fleet.disconnect();
  listen(served, fleet);
  if (code !== 0 || stopMs > stopMsMax)
    fleet.faults.push(`a stop under load ended with ${code} after ${stopMs} ms:\n${served.log()}`);
};

const settle = async (house: House, fleet: Fleet, plan: CrashPlan): Promise<void> => {
  const served = await launch(house).ready;
  await fleet.look(served, looksPerLife);
  fleet.connect(served.mqttPort);
  if (!(await fleet.flushed()))
    fleet.faults.push(`I1: not everything was acknowledged in the end:\n${served.log()}`);
  if (plan.webhookUrl !== null) await untilTold(served);
  fleet.disconnect();
  const { code } = await served.stop();
  if (code !== 0) fleet.faults.push(`the last stop ended with ${code}:\n${served.log()}`);
};

/** Runs the plan in the house and proves I1, I2, I3 and, with a receiver, the journal's side of I5. */
export const runCrashes = async (
  house: House,
  plan: CrashPlan,
  say: (line: string) => void,
): Promise<CrashRun> => {
  const random = seededRandom(plan.seed);
  const fleet = new Fleet(random);
  let killsAtStart = 0;
  try {
    for (let cycle = 0; cycle < plan.cycles; cycle++) {
      const served = await launch(house).ready;
      if (cycle === 0) await fleet.enrol(served, plan);
      await fleet.look(served, looksPerLife);
      await live(served, fleet, plan, random);
      if (random() < startKillShare) {
        killsAtStart++;
        await killAtStart(house, random);
      }
      say(`${cycle + 1} of ${plan.cycles} kills, ${fleet.faults.length} faults`);
    }
    fleet.rest();
    await stopUnderLoad(house, fleet, plan);
    await settle(house, fleet, plan);
  } finally {
    fleet.rest();
    fleet.disconnect();
  }
  return { report: await reportOf(house, fleet, { plan, killsAtStart }), claim: claimOf(house, fleet, plan) };
};

const claimOf = (house: House, { ledgers }: Fleet, plan: CrashPlan): Claim => ({
  data: house.data,
  rulesPath: join(house.folder, "prompt.yaml"),
  ledgers,
  content: plan,
  channel: plan.webhookUrl === null ? null : crashChannel,
});

const reportOf = async (
  house: House,
  fleet: Fleet,
  done: { readonly plan: CrashPlan; readonly killsAtStart: number },
): Promise<CrashReport> => {
  const { plan, killsAtStart } = done;
  const proof = await prove(claimOf(house, fleet, plan));
  return {
    ...proof,
    faults: [...fleet.faults, ...proof.faults],
    kills: plan.cycles + killsAtStart,
    killsAtStart,
    messagesAcknowledged: fleet.ledgers.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    messagesSentAgain: fleet.devices.reduce((sum, { sentAgain }) => sum + sentAgain, 0),
  };
};
