import { z } from "zod";
import { AlarmSystem } from "../../../alerts/alarm-system.ts";
import { routeSchema } from "../../../alerts/routes.ts";
import { describeFrom } from "../../../alerts/site-description.ts";
import { VirtualClock } from "../../../app/evaluation/virtual-clock.ts";
import { plannedNumberOf } from "../../../app/planned-number.ts";
import type { Inventory } from "../../../inventory/inventory.ts";
import { Topology } from "../../../inventory/topology.ts";
import { HeardColumns } from "../../../telemetry/arrivals.ts";
import { DeviceNumbers } from "../../../telemetry/device-numbers.ts";
import { emptyRows, type JournalRows } from "../../../telemetry/journal.ts";
import { ReadingColumns } from "../../../telemetry/reading-columns.ts";
import { SeriesCatalog } from "../../../telemetry/series-catalog.ts";
import { defaultRules } from "../stand.ts";
import type { Arrival } from "./devices.ts";
import type { Scenario } from "./scenario.ts";

/** One occurrence of an alarm as the platform had it. */
export interface Occurrence {
  readonly id: string;
  /** `site/node/type`. */
  readonly name: string;
  readonly site: string;
  readonly raisedAtMs: number;
  clearedAtMs: number | null;
  /** Which alarm was said to explain it, from when; null: none any more. */
  readonly causes: { readonly atMs: number; readonly cause: string | null }[];
}

/** A problem told to people: as a new one, or as an update that names it. */
export interface Told {
  readonly atMs: number;
  readonly alarm: string;
  readonly isNew: boolean;
}

/** What the platform made of a scenario. */
export interface Outcome {
  readonly occurrences: readonly Occurrence[];
  readonly told: readonly Told[];
}

const alarmBody = z.object({
  site: z.string(),
  node: z.string(),
  type: z.string(),
  cause: z.object({ alarm: z.string() }).nullable(),
});
const toldBody = z.object({ event: z.string(), alarm: z.object({ id: z.string() }) });

class Witness {
  readonly occurrences: Occurrence[] = [];
  readonly told: Told[] = [];
  readonly #open = new Map<string, Occurrence>();

  follow({ transition, notification }: JournalRows): void {
    for (const { alarm: id, event, eventAtMs, recordedAtMs, body } of transition) {
      const { site, node, type, cause } = alarmBody.parse(JSON.parse(body));
      if (event === "raised") {
        const name = `${site}/${node}/${type}`;
        const occurrence = { id, name, site, raisedAtMs: eventAtMs, clearedAtMs: null, causes: [] };
        this.#open.set(id, occurrence);
        this.occurrences.push(occurrence);
      }
      const open = this.#open.get(id);
      if (open === undefined) continue;
      const causeId = cause?.alarm ?? null;
      if (causeId !== (open.causes.at(-1)?.cause ?? null))
        open.causes.push({ atMs: recordedAtMs, cause: causeId });
      if (event !== "cleared") continue;
      open.clearedAtMs = recordedAtMs;
      this.#open.delete(id);
    }
    for (const { body, createdAtMs } of notification) {
      const { event, alarm } = toldBody.parse(JSON.parse(body));
      if (event !== "raised" && event !== "updated") continue;
      this.told.push({ atMs: createdAtMs, alarm: alarm.id, isNew: event === "raised" });
    }
  }
}

const rules = defaultRules();

const systemOf = (inventory: Inventory, catalog: SeriesCatalog, devices: DeviceNumbers): AlarmSystem =>
  new AlarmSystem({
    rules,
    catalog,
    devices,
    describeSite: (code) => describeFrom(inventory, code),
    routes: [routeSchema.parse({ to: ["noc"] })],
    plannedNumber: plannedNumberOf(() => inventory),
    topology: new Topology(inventory),
  });

/** Gives the real alarm system what a scenario sends, in receive time, and watches what comes out. */
export const play = (scenario: Scenario): Outcome => {
  const catalog = new SeriesCatalog();
  const devices = new DeviceNumbers();
  const system = systemOf(scenario.province.inventory, catalog, devices);
  const witness = new Witness();
  const onRows = (rows: JournalRows): void => witness.follow(rows);
  let clock: VirtualClock | null = null;
  const newest: number[] = [];
  for (const arrival of scenario.arrivals()) {
    clock ??= new VirtualClock(system, arrival.atMs, onRows);
    clock.advance(arrival.atMs);
    const rows = emptyRows();
    system.evaluate(columnsOf(arrival, { catalog, devices, newest }), rows, arrival.atMs);
    onRows(rows);
  }
  clock?.advance(scenario.endMs);
  return witness;
};

const columnsOf = (
  { atMs, site, device, events, messages }: Arrival,
  known: { readonly catalog: SeriesCatalog; readonly devices: DeviceNumbers; readonly newest: number[] },
) => {
  const { catalog, devices, newest } = known;
  const fresh = new ReadingColumns(16);
  const behind = new ReadingColumns(16);
  const heard = new HeardColumns(4);
  for (const { tsMs, measured } of messages) {
    heard.append(devices.of(device), atMs);
    for (const { node, metric, value } of measured) {
      const { id } = catalog.find(site, node, metric) ?? catalog.add(site, node, metric, atMs);
      const isNew = tsMs > (newest[id] ?? 0);
      if (isNew) newest[id] = tsMs;
      const columns = isNew ? fresh : behind;
      columns.reserve(1);
      columns.append(id, Math.floor(tsMs), value, Math.floor(atMs - tsMs));
    }
  }
  return { fresh, behind, heard, events };
};
