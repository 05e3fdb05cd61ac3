import { AlarmSystem } from "../../alerts/alarm-system.ts";
import { type DescribeSite, type Route, routeSchema } from "../../alerts/routes.ts";
import type { Rule } from "../../alerts/rules/rule.ts";
import { describeFrom } from "../../alerts/site-description.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { Topology } from "../../inventory/topology.ts";
import { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { plannedNumberOf } from "../planned-number.ts";
import { StartRefused } from "../start-refused.ts";
import type { RecordingSource } from "./read-recording.ts";
import { RecordingReader } from "./read-recording.ts";
import { Replay } from "./replay.ts";
import { type EvaluationReport, makeReport } from "./report.ts";
import { Sight, timeText } from "./sight.ts";

/** What a recording is held against. */
export interface EvaluationPlan {
  readonly source: RecordingSource;
  readonly rules: readonly Rule[];
  readonly inventory: Inventory;
  /** Empty: everything is told. */
  readonly routes: readonly Route[];
  /** For alarms of the recording whose device rule states no delay of its own. */
  readonly delays: { readonly forMs: number; readonly keepFiringForMs: number };
  /** How often each site reports, so that its silence counts; null: silence says nothing. */
  readonly periodMs: number | null;
}

/** Where everything goes when nobody said where. */
const toTheOperator: readonly Route[] = [routeSchema.parse({ to: ["operator"] })];

/** A site that the inventory does not know gets a plain entry: its code for a name, nobody's. */
const describeSiteOf =
  (inventory: Inventory): DescribeSite =>
  (code) =>
    describeFrom(inventory, code) ?? { name: code, operators: [], commune: null };

const delayed = (rule: Rule, delays: EvaluationPlan["delays"]): Rule =>
  rule.kind === "device" && rule.forMs === 0 && rule.keepFiringForMs === 0 ? { ...rule, ...delays } : rule;

const systemOf = (plan: EvaluationPlan, catalog: SeriesCatalog, devices: DeviceNumbers): AlarmSystem => {
  const { rules, inventory, routes, delays } = plan;
  return new AlarmSystem({
    rules: rules.map((rule) => delayed(rule, delays)),
    catalog,
    devices,
    describeSite: describeSiteOf(inventory),
    routes: routes.length === 0 ? toTheOperator : routes,
    plannedNumber: plannedNumberOf(() => inventory),
    topology: new Topology(inventory),
  });
};

const nothingIn = (path: string): StartRefused =>
  new StartRefused([
    {
      file: path,
      path: "",
      value: null,
      message: "the recording has no rows",
      fix: "give a file with at least one row below the header",
    },
  ]);

/**
 * Plays a recording through the rules and the whole alarm system on a virtual clock. Memory is bounded whatever the
 * length of the file. Throws StartRefused with what is wrong with the file.
 */
export const evaluateRecording = async (plan: EvaluationPlan): Promise<EvaluationReport> => {
  const catalog = new SeriesCatalog();
  const devices = new DeviceNumbers();
  const system = systemOf(plan, catalog, devices);
  const sight = new Sight((id) => system.get(id));
  const onRows = (rows: Parameters<Sight["follow"]>[0]): void => sight.follow(rows);
  const replay = new Replay({ system, catalog, devices, periodMs: plan.periodMs, onRows });
  const reader = new RecordingReader(plan.source);
  const sites = new Set<string>();
  let fromMs: number | null = null;
  for await (const event of reader.events()) {
    fromMs ??= event.atMs;
    sites.add(event.site);
    sight.record(event);
    replay.follow(event);
  }
  const toMs = replay.nowMs;
  if (fromMs === null || toMs === null || reader.kind === null) throw nothingIn(plan.source.path);
  replay.finish();
  const counters = system.counters();
  return makeReport(sight, {
    recording: {
      file: plan.source.path,
      kind: reader.kind,
      rows: reader.rows,
      from: timeText(fromMs),
      to: timeText(toMs),
      sites: sites.size,
      sitesUnknown: [...sites].filter((code) => plan.inventory.site(code) === null).length,
      outOfOrder: reader.outOfOrder,
      outOfRange: replay.outOfRange,
      behind: replay.behind,
    },
    rules: plan.rules.length,
    refused: counters.raisesRefused + counters.deviceTypesRefused,
    span: [fromMs, toMs],
  });
};
