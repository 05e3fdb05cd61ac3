import { z } from "zod";
import { AlarmSystem } from "../../alerts/alarm-system.ts";
import { type Outage, parseOutage } from "../../alerts/outages/outage.ts";
import { OutageLedger } from "../../alerts/outages/outage-ledger.ts";
import { routeSchema } from "../../alerts/routes.ts";
import { describeFrom } from "../../alerts/site-description.ts";
import { VirtualClock } from "../../app/evaluation/virtual-clock.ts";
import { plannedNumberOf } from "../../app/planned-number.ts";
import { HeardColumns } from "../../telemetry/arrivals.ts";
import type { DeviceEvent } from "../../telemetry/device-event.ts";
import { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows, type JournalRows } from "../../telemetry/journal.ts";
import { ReadingColumns } from "../../telemetry/reading-columns.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { province, provinceTopology, startMs } from "./correlation-stand.ts";
import { defaultRules } from "./stand.ts";

const second = 1_000;
const stepMs = 200;

const toldBody = z.object({
  event: z.string(),
  alarm: z.object({
    site: z.string(),
    node: z.string(),
    type: z.string(),
    cause: z.object({ reason: z.object({ en: z.string() }) }).nullable(),
  }),
});

/** How the devices of the province behave. */
interface Habits {
  /** Announced at birth, and how often each reports. */
  readonly periodSeconds: number;
  /** False: they announce nothing. */
  readonly announce?: boolean;
  /** False: they say a thing once, and only that they live each period. */
  readonly repeat?: boolean;
}

interface LiveDevice {
  readonly site: string;
  readonly phaseMs: number;
  session: number;
  isOpen: boolean;
  isStopped: boolean;
  /** What it repeats each period, by "node metric". */
  readonly values: Map<string, number>;
}

/** The example province with one device a site, the default rules and the whole alarm system on a virtual clock. */
export class LiveProvince {
  readonly #habits: Habits;
  readonly #periodMs: number;
  readonly #catalog = new SeriesCatalog();
  readonly #numbers = new DeviceNumbers();
  readonly #devices = new Map<string, LiveDevice>();
  readonly #clock: VirtualClock;
  readonly #ledger: OutageLedger;
  readonly #outages = new Map<string, Outage>();
  #epoch = 0;
  readonly system: AlarmSystem;
  /** "30 raised mains-lost BPH0002/pwr": the second, the event, the alarm; begins and updates, each audience's. */
  readonly told: string[] = [];

  constructor(habits: Habits = { periodSeconds: 5 }) {
    const { periodSeconds } = habits;
    this.#habits = habits;
    this.#periodMs = periodSeconds * second;
    this.#ledger = new OutageLedger({
      alarmOf: (id) => this.system.get(id),
      deviceOf: ({ meaning, qualifier }) =>
        meaning === "unreachable" ? this.system.presenceOf(deviceId(qualifier)) : undefined,
    });
    this.system = new AlarmSystem({
      rules: defaultRules(),
      catalog: this.#catalog,
      devices: this.#numbers,
      describeSite: (code) => describeFrom(province, code),
      routes: [routeSchema.parse({ to: ["noc"] })],
      plannedNumber: plannedNumberOf(() => province),
      topology: provinceTopology,
      followers: [(change, recording) => this.#ledger.follow(change, recording)],
    });
    this.#clock = new VirtualClock(this.system, startMs, (rows) => this.#follow(rows));
    for (const [index, { code }] of province.sites.entries()) {
      // Spread over the period, in an order that has nothing to do with the network.
      const phaseMs = Math.floor(((index * 17) % 40) * (this.#periodMs / 40));
      this.#devices.set(code, {
        site: code,
        phaseMs,
        session: 0,
        isOpen: false,
        isStopped: false,
        values: new Map(),
      });
      this.connect(code);
    }
    this.pass(2 * periodSeconds);
  }

  get nowMs(): number {
    return this.#clock.nowMs;
  }

  /** Alarms that stand for themselves and those that follow from them, as "type site/node". */
  get roots(): Readonly<Record<string, number>> {
    const active = this.system.list().filter(({ isCleared }) => !isCleared);
    return Object.fromEntries(
      active.flatMap(({ cause, type, site, node, symptomCount }) =>
        cause === null ? [[`${type} ${site}/${node}`, symptomCount] as const] : [],
      ),
    );
  }

  /** All active alarms, hidden ones too. */
  get active(): readonly string[] {
    const active = this.system.list().filter(({ isCleared }) => !isCleared);
    return active.map(({ type, site, node }) => `${type} ${site}/${node}`);
  }

  /** Outages of sites in the ledger, in the order of their beginning. */
  get outages(): readonly Outage[] {
    return [...this.#outages.values()].sort((one, other) => one.fromMs - other.fromMs);
  }

  /** A reading of a site that comes late, ms since 1970 UTC. */
  hearLate(site: string, atMs: readonly number[]): void {
    const rows = emptyRows();
    this.#ledger.heardLate(siteCode(site), atMs, { rows, nowMs: this.nowMs });
    this.#follow(rows);
  }

  /** What was told, without the seconds. */
  get stories(): readonly string[] {
    return this.told.map((line) => line.replace(/^\S+ /, ""));
  }

  /** A site says something now, and again with each report: "BPH0002/pwr mains.present". */
  say(what: string, value: number): void {
    const [place = "", metric = ""] = what.split(" ");
    const [site = "", node = ""] = place.split("/");
    const device = this.#devices.get(site);
    if (this.#habits.repeat === false) return this.#evaluate([], site, [[`${node} ${metric}`, value]]);
    device?.values.set(`${node} ${metric}`, value);
    this.#report(site);
  }

  /** No word any more, and the broker notices nothing. */
  stop(...sites: readonly string[]): void {
    for (const site of sites) this.#change(site, { isStopped: true });
  }

  /** The broker sees all their connections end in one instant, and tells their wills. */
  hangUp(...sites: readonly string[]): void {
    this.stop(...sites);
    const events: DeviceEvent[] = [];
    for (const site of sites) {
      const device = this.#devices.get(site);
      if (device === undefined || !device.isOpen) continue;
      device.isOpen = false;
      const fact = { device: deviceId(`${site}-ctl`), site: siteCode(site), receivedAtMs: this.nowMs };
      events.push({ kind: "death", ...fact, node: nodeCode("ctl"), session: device.session });
      events.push({ kind: "disconnected", ...fact, epoch: device.session });
    }
    this.#evaluate(events, "", []);
  }

  /** They are there and report again. */
  connect(...sites: readonly string[]): void {
    for (const site of sites) {
      const device = this.#devices.get(site);
      if (device === undefined) throw new Error(`no device at ${site}`);
      device.session = ++this.#epoch;
      device.isOpen = true;
      device.isStopped = false;
      const fact = { device: deviceId(`${site}-ctl`), site: siteCode(site), receivedAtMs: this.nowMs };
      const birth = { node: nodeCode("ctl"), session: device.session, firmware: null, clockMs: this.nowMs };
      this.#evaluate(
        [
          { kind: "connected", ...fact, epoch: device.session },
          ...(this.#habits.announce === false
            ? []
            : [{ kind: "birth", ...fact, ...birth, periodSeconds: this.#periodMs / second } as const]),
        ],
        "",
        [],
      );
      this.#report(site);
    }
  }

  /** Lets seconds pass: those that are not stopped report each period. */
  pass(seconds: number): void {
    const untilMs = this.nowMs + seconds * second;
    while (this.nowMs < untilMs) {
      const nextMs = Math.min(untilMs, this.nowMs + stepMs);
      for (const { site, phaseMs } of this.#devices.values()) {
        const last = Math.floor((this.nowMs - startMs - phaseMs) / this.#periodMs);
        const next = Math.floor((nextMs - startMs - phaseMs) / this.#periodMs);
        if (next > last) this.#report(site);
      }
      this.#clock.advance(nextMs);
    }
  }

  #change(site: string, { isStopped }: { readonly isStopped: boolean }): void {
    const device = this.#devices.get(site);
    if (device === undefined) throw new Error(`no device at ${site}`);
    device.isStopped = isStopped;
  }

  #report(site: string): void {
    const device = this.#devices.get(site);
    if (device === undefined || device.isStopped) return;
    this.#evaluate([], site, [...device.values]);
  }

  #evaluate(
    events: readonly DeviceEvent[],
    site: string,
    values: readonly (readonly [string, number])[],
  ): void {
    const fresh = new ReadingColumns(8);
    const heard = new HeardColumns(4);
    if (site !== "") heard.append(this.#numbers.of(deviceId(`${site}-ctl`)), this.nowMs);
    for (const [key, value] of values) {
      const [node = "", metric = ""] = key.split(" ");
      const place = [siteCode(site), nodeCode(node), metric] as const;
      const { id } = this.#catalog.find(...place) ?? this.#catalog.add(...place, this.nowMs);
      fresh.reserve(1);
      fresh.append(id, this.nowMs, value, 0);
    }
    const rows = emptyRows();
    this.system.evaluate({ fresh, behind: new ReadingColumns(0), heard, events }, rows, this.nowMs);
    this.#follow(rows);
  }

  #follow({ notification, outage }: JournalRows): void {
    for (const { id, body } of outage) this.#outages.set(id, parseOutage(body));
    for (const { body, createdAtMs } of notification) {
      const { event, alarm } = toldBody.parse(JSON.parse(body));
      if (event === "cleared") continue;
      const seconds = Math.round((createdAtMs - startMs) / second);
      this.told.push(`${seconds} ${event} ${alarm.type} ${alarm.site}/${alarm.node}`);
    }
  }
}
