import { connectAsync } from "mqtt";
import { LatencyHistogram, type LatencyPercentiles } from "../firmware-sim/load/latency-histogram.ts";
import { openReceiver } from "./webhook-receiver.ts";
import type { Credential } from "./workplace.ts";

/** A receiver of webhooks with the mains failures that are measured against it. */
export interface Crossings {
  readonly url: string;
  /**
   * Lets the mains of each device fail and come back, again and again at random instants, until the time is up;
   * failures during the warm-up are not measured.
   */
  run(mqtt: string, devices: readonly Credential[], times: CrossingTimes): Promise<CrossingReport>;
  close(): void;
}

/** How long mains failures go on; the warm-up comes before what is measured. */
export interface CrossingTimes {
  readonly warmupMs: number;
  readonly durationMs: number;
}

/** From the publish of a mains failure to its webhook call. */
export interface CrossingReport {
  readonly count: number;
  readonly latencyMs: LatencyPercentiles;
}

const arrivalMsMax = 15_000;
const pauseMsMax = 480;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMsMax));

/** Opens the receiver. */
export const openCrossings = async (): Promise<Crossings> => {
  const waiting = new Map<string, (atMs: number) => void>();
  const receiver = await openReceiver((site, event, atMs) => waiting.get(`${site} ${event}`)?.(atMs));
  const arrival = (site: string, event: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const tooLong = setTimeout(() => reject(new Error(`no webhook of ${site} ${event}`)), arrivalMsMax);
      waiting.set(`${site} ${event}`, (atMs) => {
        clearTimeout(tooLong);
        resolve(atMs);
      });
    });

  const failOver = async (
    mqtt: string,
    device: Credential,
    measured: { readonly fromMs: number; readonly untilMs: number; readonly histogram: LatencyHistogram },
  ) => {
    const client = await connectAsync(mqtt, {
      clientId: device.id,
      username: device.id,
      password: device.token,
    });
    const topic = `sites/${device.site}/pwr/telemetry`;
    const tell = (present: boolean): Promise<unknown> => {
      const payload = JSON.stringify({ ts: Date.now(), values: { "mains.present": present } });
      return client.publishAsync(topic, payload, { qos: 1 });
    };
    while (performance.now() < measured.untilMs) {
      await pause();
      const raised = arrival(device.site, "raised");
      const startMs = performance.now();
      void tell(false);
      const raisedMs = await raised;
      if (startMs >= measured.fromMs) measured.histogram.record(raisedMs - startMs);
      await pause();
      const cleared = arrival(device.site, "cleared");
      void tell(true);
      await cleared;
    }
    await client.endAsync();
  };

  return {
    url: receiver.url,
    close: receiver.close,
    run: async (mqtt, devices, { warmupMs, durationMs }) => {
      const histogram = new LatencyHistogram();
      const fromMs = performance.now() + warmupMs;
      const measured = { fromMs, untilMs: fromMs + durationMs, histogram };
      await Promise.all(devices.map((device) => failOver(mqtt, device, measured)));
      return { count: histogram.count, latencyMs: histogram.percentiles() };
    },
  };
};
