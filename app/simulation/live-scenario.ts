import { basename, join, resolve } from "node:path";
import type { LivePlan } from "../../firmware-sim/scenarios/live-run.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { CommandOptions } from "../command-options.ts";
import { brokerAddress } from "../load-tool/broker-address.ts";
import { takeBuffersFolder } from "../load-tool/buffers-folder.ts";
import { readCredentials } from "../load-tool/device-credentials.ts";
import { ProgressLine } from "../load-tool/progress-line.ts";
import { openLogger } from "../logger.ts";
import { print } from "../output.ts";
import { untilStopped } from "../signals.ts";
import { WrongUse } from "../wrong-use.ts";
import { findScenario } from "./find-scenario.ts";
import { apiKeyName, LivePlatform } from "./live-platform.ts";
import { devicesOf, type PlayedLive, playLive } from "./play-live.ts";
import { lostText, printAgreement } from "./print-agreement.ts";
import { runFiles, writeTruth } from "./write-run.ts";

/** A longer timer of the process would go off at once. */
const liveMsMax = 2 ** 31 - 1;

/** What a live run is asked for. */
export interface LiveWish {
  readonly url: string;
  readonly devices?: readonly string[] | undefined;
  readonly ca?: string | undefined;
  readonly speed?: number | undefined;
  readonly period?: number | undefined;
  readonly buffers?: string | undefined;
  /** Address of the platform's API; left out: nothing is planned and nothing compared. */
  readonly api?: string | undefined;
  readonly out?: string | undefined;
  /** Largest difference between ledger and truth. */
  readonly within: number;
}

const planOf = (name: string, wish: LiveWish, inventory: Inventory): LivePlan => {
  if (wish.devices === undefined) {
    throw new WrongUse(
      "--url needs --devices FILE: what `tramcanh device add --all --json` printed for its platform",
    );
  }
  const { url, certificateAuthority } = brokerAddress(wish.url, wish.ca);
  const world = findScenario(name, inventory);
  const speed = wish.speed ?? 1;
  if (world.scenario.duration / speed > liveMsMax) {
    throw new WrongUse(`--speed ${speed}: ${name} would take more than 24 days; play it faster`);
  }
  return {
    world,
    devices: devicesOf(readCredentials(wish.devices, undefined), { world }),
    mqttUrl: url,
    ...(certificateAuthority === null ? {} : { certificateAuthority }),
    speed,
    periodSeconds: wish.period ?? world.scenario.period / 1000,
    directory: resolve(wish.buffers ?? "./data/simulated-devices"),
  };
};

const reportText = (
  { name, folder }: { readonly name: string; readonly folder: string },
  { figures, truth, agreement }: PlayedLive,
  within: number,
): string => {
  const { connected, sites, acknowledged, recorded, leftOver } = figures;
  const before = leftOver === 0 ? "" : `, and ${leftOver} that were left over from a run before`;
  return [
    `${name}: ${folder}/${runFiles.truth}; ${lostText(truth.lostNodeMinutes)}`,
    `${connected} of ${sites} sites connected at the end; ${acknowledged} messages acknowledged, of ${recorded} measured${before}`,
    ...(agreement === null ? [] : [printAgreement(agreement, within)]),
  ].join("\n");
};

const demandAgreement = ({ agreement }: PlayedLive, within: number, speed: number): void => {
  if (agreement === null || agreement.worst <= within) return;
  const share = (agreement.worst * 100).toFixed(2);
  throw new Error(
    `the ledger is ${share} % from the truth, more than ${within * 100} %\n` +
      `    fix: play it slower than --speed ${speed}, since the times of rules are the wall's; or allow more with --within`,
  );
};

/** Plays one scenario against a real broker; throws WrongUse, StartRefused, or an Error that names the fix. */
export const playAtBroker = async (
  names: readonly string[],
  wish: LiveWish,
  { inventory, options }: { readonly inventory: Inventory; readonly options: CommandOptions },
): Promise<void> => {
  const [name = "", ...more] = names;
  if (more.length > 0) throw new WrongUse(`${names.join(" ")}: with --url name one scenario`);
  const plan = planOf(name, wish, inventory);
  const platform = wish.api === undefined ? null : new LivePlatform(wish.api, process.env[apiKeyName]);
  const leave = takeBuffersFolder(plan.directory);
  const watch = {
    line: new ProgressLine(process.stderr),
    stopped: untilStopped(openLogger("warn")),
    deviceFiles: (wish.devices ?? []).join(" "),
    platform,
  };
  const played = await playLive(plan, watch).finally(leave);
  const folder = join(resolve(wish.out ?? "."), basename(name, ".yaml"));
  await writeTruth(played.truth, folder);
  const { figures, truth, agreement } = played;
  const report = { name, folder, lostNodeMinutes: truth.lostNodeMinutes, ...figures, agreement };
  print(options, report, () => reportText({ name, folder }, played, wish.within));
  demandAgreement(played, wish.within, plan.speed);
};
