import { setTimeout as after } from "node:timers/promises";
import { z } from "zod";
import { between, type Random } from "../../firmware-sim/random.ts";
import { credential, provision, type Served } from "../e2e/serve.ts";
import { acknowledgedReadings, type Content, CrashDevice, type Ledger, runtimeOf } from "./device.ts";

/** How often the devices may measure. */
const turnMs = 20;
/** Share of the devices that measure in one turn. */
const turnShare = 0.6;
/** One device of so many forgets some PUBACKs; the others never send what was acknowledged, so a loss shows. */
const forgetfulEvery = 8;
const repeatedMax = 4;
const flushMsMax = 30_000;

const range = z.object({
  items: z.array(z.object({ ts: z.iso.datetime(), value: z.number() })),
  next: z.string().nullable(),
});

/** How many devices there are and what they send. */
export interface FleetPlan extends Content {
  readonly devices: number;
  readonly readingsPerMessageMax: number;
}

/** The simulated devices of a crash run, over all lives of the platform. */
export class Fleet {
  readonly devices: CrashDevice[] = [];
  readonly faults: string[] = [];
  /** Told of each PUBACK. */
  onAcknowledged: () => void = () => {};
  readonly #random: Random;
  #timer: NodeJS.Timeout | null = null;

  constructor(random: Random) {
    this.#random = random;
  }

  get ledgers(): readonly Ledger[] {
    return this.devices.map(({ ledger }) => ledger);
  }

  /** Provisions the devices: one for each site of the inventory, then second ones with a node of their own. */
  async enrol(served: Served, plan: FleetPlan): Promise<void> {
    const { body } = await served.ask("POST", "/api/v1/devices/all");
    const logins = z
      .object({ items: z.array(credential) })
      .parse(body)
      .items.slice(0, plan.devices);
    const sites = logins.map(({ site }) => site);
    for (let number = 0; logins.length < plan.devices; number++) {
      const site = sites[number % sites.length] ?? "";
      logins.push(await provision(served, site, `${site}-second-${number}`));
    }
    for (const [index, login] of logins.entries()) {
      const node = `unit-${index}`;
      const onFault = (fault: string): void => void this.faults.push(fault);
      const onAcknowledged = (): void => this.onAcknowledged();
      this.devices.push(new CrashDevice(login, { node, content: plan, onFault, onAcknowledged }));
    }
  }

  /** Connects all devices; a few of them send again what was acknowledged already. */
  connect(port: number): void {
    for (const [index, device] of this.devices.entries()) {
      const repeated = index % forgetfulEvery === 0 ? Math.ceil(this.#random() * repeatedMax) : 0;
      device.connect(port, repeated);
    }
  }

  /** Breaks the connection of one device, which comes back at once. */
  flap(port: number): void {
    this.devices[Math.floor(this.#random() * this.devices.length)]?.connect(port, 0);
  }

  disconnect(): void {
    for (const device of this.devices) device.disconnect();
  }

  /** Lets the devices measure and send until `rest`. */
  work({ readingsPerMessageMax }: FleetPlan): void {
    this.#timer ??= setInterval(() => {
      const nowMs = Date.now();
      for (const device of this.devices) {
        if (this.#random() > turnShare) continue;
        device.measure(Math.ceil(this.#random() * readingsPerMessageMax), nowMs);
      }
    }, turnMs);
  }

  /** Nothing new is measured; what waits is still sent. */
  rest(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Waits until everything measured is acknowledged; false when that takes too long. */
  async flushed(): Promise<boolean> {
    const deadlineMs = Date.now() + flushMsMax;
    while (this.devices.some(({ isDone }) => !isDone)) {
      if (Date.now() > deadlineMs) return false;
      await after(turnMs);
    }
    return true;
  }

  /** Asks the API of a fresh life for the newest acknowledged readings of some devices. */
  async look(served: Served, count: number): Promise<void> {
    for (let asked = 0; asked < count; asked++) {
      const place = Math.floor(between(this.#random, 0, this.devices.length));
      const ledger = this.devices[place]?.ledger;
      if (ledger) await this.#lookAt(served, ledger);
    }
  }

  async #lookAt(served: Served, ledger: Ledger): Promise<void> {
    const { site, node, tsMs } = ledger;
    const end = acknowledgedReadings(ledger);
    const start = Math.max(0, end - 100);
    const [from, to] = [tsMs[start], tsMs[end - 1]];
    if (from === undefined || to === undefined) return;
    const span = `from=${new Date(from).toISOString()}&to=${new Date(to + 1).toISOString()}`;
    const path = `/api/v1/readings?site=${site}&node=${node}&metric=genset.runtime&${span}`;
    const { text, body } = await served.ask("GET", path);
    const found = range.safeParse(body);
    const expected = tsMs.slice(start, end).map((ts, index) => ({
      ts: new Date(ts).toISOString(),
      value: runtimeOf(start + index),
    }));
    if (
      found.success &&
      JSON.stringify(found.data.items.map(({ ts, value }) => ({ ts, value }))) === JSON.stringify(expected)
    )
      return;
    this.faults.push(
      `I2: ${node} acknowledged readings ${start} to ${end - 1}, the API answered ${text.slice(0, 500)}`,
    );
  }
}
