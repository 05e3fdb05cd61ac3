import { setTimeout as pause } from "node:timers/promises";
import { type LiveFigures, type LivePlan, LiveRun } from "../../firmware-sim/scenarios/live-run.ts";
import type { Truth } from "../../firmware-sim/scenarios/truth.ts";
import type { DeviceCredential } from "../load-tool/device-credentials.ts";
import type { ProgressLine } from "../load-tool/progress-line.ts";
import { WrongUse } from "../wrong-use.ts";

const progressEveryMs = 1000;
/** Indochina time is UTC+7 all year. */
const zoneMs = 7 * 3_600_000;

/** What became of a live run. */
export interface PlayedLive {
  readonly truth: Truth;
  /** When it was ended, before the devices said farewell. */
  readonly figures: LiveFigures;
}

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

const progressText = ({ worldMs, connected, sites, powered, acknowledged, buffered }: LiveFigures): string =>
  [
    `${new Date(worldMs + zoneMs).toISOString().slice(0, 19)}+07:00`,
    `powered ${powered} of ${sites}`,
    `connected ${connected}`,
    `acknowledged ${acknowledged}`,
    `buffered ${buffered}`,
  ].join("  ");

/** Plays a scenario against a real broker to its end, or until `stopped`. */
export const playLive = async (
  plan: LivePlan,
  watch: { readonly line: ProgressLine; readonly stopped: Promise<void> },
): Promise<PlayedLive> => {
  const run = new LiveRun(plan);
  const tell = setInterval(() => watch.line.show(progressText(run.figures())), progressEveryMs);
  const ended = new AbortController();
  const whole = pause(run.durationMs, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([watch.stopped, whole]);
  ended.abort();
  clearInterval(tell);
  watch.line.end();
  const figures = run.figures();
  return { figures, truth: await run.stop() };
};
