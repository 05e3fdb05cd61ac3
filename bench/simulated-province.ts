import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { line, table } from "./print.ts";
import { startServe } from "./serve-child.ts";
import { makeWorkplace, promptMains, type Workplace } from "./workplace.ts";

const sitesCount = 10_000;
const periodSeconds = 60;
/** One period to switch all sites on, one to measure. */
const measuredFromSeconds = 75;
const measuredSeconds = 60;
const wantedCores = 1;
const mebibyte = 1_048_576;
/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

const main = fileURLToPath(new URL("../app/main.ts", import.meta.url));
const resultSchema = z.object({
  sites: z.number(),
  connected: z.number(),
  recorded: z.number(),
  acknowledged: z.number(),
  buffered: z.number(),
  dropped: z.number(),
  reconnects: z.number(),
});

const nodesOf = (site: string): readonly string[] => [
  `  - { site: ${site}, code: ctl, kind: controller }`,
  `  - { site: ${site}, code: pwr, kind: power }`,
  `  - { site: ${site}, code: cab, kind: cabinet }`,
  `  - { site: ${site}, code: mw1, kind: microwave, operator: VTL, poweredBy: pwr }`,
  `  - { site: ${site}, code: agg1, kind: router, operator: VTL, poweredBy: pwr }`,
  `  - { site: ${site}, code: bts-4g, kind: bts, technology: 4G, operator: VTL, poweredBy: pwr }`,
];

const cpuSecondsOf = (pid: number | undefined): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};

const residentMebibytes = (pid: number | undefined): number => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024) / mebibyte;
};

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Runs the command `simulate` and looks at what it costs once all its sites are on. */
const runSites = async (workplace: Workplace, mqtt: string, folder: string) => {
  const devices = join(folder, "devices.json");
  writeFileSync(devices, JSON.stringify(workplace.devices));
  const words = ["--url", mqtt, "--devices", devices, "--buffers", join(folder, "buffers"), "--json"];
  const more = ["--period", String(periodSeconds), "--config", workplace.configuration];
  const child = spawn(process.execPath, [main, "simulate", ...words, ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const ended = once(child, "close");
  await Promise.race([pause(measuredFromSeconds), ended]);
  const before = cpuSecondsOf(child.pid);
  await Promise.race([pause(measuredSeconds), ended]);
  const cores = (cpuSecondsOf(child.pid) - before) / measuredSeconds;
  const memory = residentMebibytes(child.pid);
  const cpuBeforeStop = cpuSecondsOf(child.pid);
  child.kill("SIGTERM");
  await ended;
  return {
    cores,
    memory,
    startCpuSeconds: before,
    cpuBeforeStop,
    ...resultSchema.parse(JSON.parse(printed)),
  };
};

/** 10,000 simulated sites in one process against the real `serve`; true when they cost at most one core and lose nothing. */
export const measureProvince = async (): Promise<boolean> => {
  line(
    `${sitesCount} simulated sites with six nodes, one report in ${periodSeconds} s, against the platform:`,
  );
  const workplace = makeWorkplace(sitesCount, "", { nodesOf, rules: promptMains });
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-bench-sites-"));
  const serve = await startServe(workplace);
  try {
    const seen = await runSites(workplace, serve.ready.mqtt, folder);
    const lost = seen.recorded - seen.acknowledged - seen.buffered;
    table([
      ["connected at the end", seen.connected, `all ${sitesCount}`],
      ["cores while all report", seen.cores.toFixed(2), `at most ${wantedCores}`],
      ["CPU-seconds to switch all on, within the first 75 s", seen.startCpuSeconds.toFixed(1), ""],
      ["memory for each site, kB", Math.round((seen.memory * 1024) / sitesCount), ""],
      ["messages measured", seen.recorded, ""],
      ["acknowledged", seen.acknowledged, ""],
      ["still in the devices", seen.buffered, ""],
      ["lost", lost, "0"],
      ["reconnects", seen.reconnects, ""],
    ]);
    return seen.connected === sitesCount && seen.cores <= wantedCores && lost === 0 && seen.dropped === 0;
  } finally {
    await serve.stop();
    workplace.remove();
    rmSync(folder, { recursive: true, force: true });
  }
};
