import { setTimeout as pause } from "node:timers/promises";
import { type LiveFigures, type LivePlan, LiveRun } from "../../firmware-sim/scenarios/live-run.ts";
import type { Truth } from "../../firmware-sim/scenarios/truth.ts";
import type { DeviceCredential } from "../load-tool/device-credentials.ts";
import type { ProgressLine } from "../load-tool/progress-line.ts";
import { tryBroker } from "../load-tool/try-broker.ts";
import { WrongUse } from "../wrong-use.ts";
import { type Agreement, agreementOf } from "./agreement.ts";
import type { LivePlatform } from "./live-platform.ts";

const progressEveryMs = 1000;
const settleMs = 3000;
/** Indochina time is UTC+7 all year. */
const zoneMs = 7 * 3_600_000;

/** What became of a live run. */
export interface PlayedLive {
  readonly truth: Truth;
  /** When it was ended, before the devices said farewell. */
  readonly figures: LiveFigures;
  /** How the platform's ledger agrees with it; null when nobody asked. */
  readonly agreement: Agreement | null;
}

const tryFirst = async (plan: LivePlan, files: string): Promise<void> => {
  const [first] = plan.devices;
  if (first === undefined) return;
  const [site, { id: device, token }] = first;
  const { mqttUrl: url, certificateAuthority } = plan;
  const authority = certificateAuthority === undefined ? {} : { certificateAuthority };
  await tryBroker({ url, device, token, ...authority }, site, files);
};

/** The devices by site; throws WrongUse when a site of the inventory has none. */
export const devicesOf = (
  credentials: readonly DeviceCredential[],
  { world }: Pick<LivePlan, "world">,
): LivePlan["devices"] => {
  const devices = new Map(credentials.map(({ site, id, token }) => [site, { id, token }]));
  const without = world.topology.inventory.sites.filter(({ code }) => !devices.has(code));
  if (without.length === 0) return devices;
  const codes = without.slice(0, 5).map(({ code }) => code);
  throw new WrongUse(
    `--devices holds no device for ${without.length} sites of the inventory (${codes.join(", ")}${without.length > codes.length ? ", …" : ""}), and each carries others' words\n` +
      `    fix: tramcanh device add --all --json > devices.json, and name every file with --devices`,
  );
};

const progressText = (figures: LiveFigures): string => {
  const { worldMs, connected, sites, powered, acknowledged, buffered, trouble } = figures;
  return [
    `${new Date(worldMs + zoneMs).toISOString().slice(0, 19)}+07:00`,
    `powered ${powered} of ${sites}`,
    `connected ${connected}`,
    `acknowledged ${acknowledged}`,
    `buffered ${buffered}`,
    ...(trouble === null ? [] : [trouble]),
  ].join("  ");
};

const untilOver = async (run: LiveRun, { line, stopped }: LiveWatch): Promise<void> => {
  const tell = setInterval(() => line.show(progressText(run.figures())), progressEveryMs);
  const ended = new AbortController();
  const whole = pause(run.durationMs, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([stopped, whole]);
  ended.abort();
  clearInterval(tell);
  line.end();
};

/** How a live run is watched. */
export interface LiveWatch {
  readonly line: ProgressLine;
  readonly stopped: Promise<void>;
  /** The files that the devices come from, for error messages. */
  readonly deviceFiles: string;
  /** Null: nobody enters maintenance windows, and nothing is compared. */
  readonly platform: LivePlatform | null;
}

/** Why the world's planned work is not known to the platform; null when nothing is to be said. */
const unplanned = (run: LiveRun, platform: LivePlatform | null): string | null =>
  platform !== null || run.windows.length === 0
    ? null
    : `this scenario plans work: with --api its ${run.windows.length} maintenance windows are entered, without it the platform takes the work for outages`;

/** The ledger after the devices were last heard; what it did not notice within `settleMs` counts as missed. */
const heldAgainst = async (
  truth: Truth,
  { world }: Pick<LivePlan, "world">,
  platform: LivePlatform,
): Promise<Agreement> => {
  await pause(settleMs);
  return agreementOf(truth, await platform.outages(truth.fromMs, truth.toMs), world.topology.inventory);
};

/**
 * Plays a scenario against a real broker to its end, or until it is stopped. Throws an Error that names the option and
 * the fix when the broker or the platform does not take it.
 */
export const playLive = async (plan: LivePlan, watch: LiveWatch): Promise<PlayedLive> => {
  const { platform } = watch;
  await tryFirst(plan, watch.deviceFiles);
  // Whether the key is good is better known before hours are played.
  await platform?.outages(Date.now() - 1, Date.now());
  const run = new LiveRun(plan);
  const said = unplanned(run, platform);
  if (said !== null) watch.line.show(`${said}\n`);
  const windows = platform?.plan(run.windows, plan.world.scenario.name) ?? Promise.resolve([]);
  try {
    await Promise.all([windows, untilOver(run, watch)]);
  } catch (error) {
    await run.stop();
    throw error;
  }
  const figures = run.figures();
  const truth = await run.stop();
  const agreement = platform === null ? null : await heldAgainst(truth, plan, platform);
  // One that was stopped early must not hide what comes after it.
  await platform?.cancel(await windows);
  return { figures, truth, agreement };
};
