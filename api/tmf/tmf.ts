import type { HttpOptions } from "../../alerts/channels/http-attempt.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { Store } from "../../store/store.ts";
import type { Clock } from "../../telemetry/clock.ts";
import type { Act, DocumentRow } from "../../telemetry/journal.ts";
import type { AlarmDesk } from "../context.ts";
import type { Identity } from "../identity/identity.ts";
import type { ApiLimits } from "../limits.ts";
import { AlarmGroups } from "./alarm-groups.ts";
import type { AlarmSources } from "./alarm-window.ts";
import { ListenerHub } from "./listener-hub.ts";
import { TaskMemory } from "./task-memory.ts";

/** What TMF642 remembers and tells by itself. */
export interface Tmf {
  readonly sources: AlarmSources;
  readonly hub: ListenerHub;
  readonly tasks: TaskMemory;
}

/** What it is built from. */
export interface TmfOptions {
  /** As the journal gave them back at start. */
  readonly recovered: { readonly documents: readonly DocumentRow[]; readonly lastTransitionSequence: number };
  readonly alarms: Pick<AlarmDesk, "list" | "get">;
  readonly inventory: () => Inventory;
  readonly transitions: Store["transitions"];
  readonly act: Act;
  readonly clock: Clock;
  readonly random: () => number;
  readonly identity: Pick<Identity, "holder">;
  readonly limits: ApiLimits;
  /** Which addresses listeners may have. */
  readonly http: HttpOptions;
  readonly onFault: (error: unknown) => void;
}

/** Takes up groups and listeners where the journal ends; `hub.committed` wants every batch, `hub.stop` ends it. */
export const openTmf = (options: TmfOptions): Tmf => {
  const { recovered, limits, alarms, inventory } = options;
  const { groupedAlarmsMax, correlatedAlarmsMax } = limits;
  const groups = new AlarmGroups(groupedAlarmsMax);
  groups.restore(recovered.documents);
  const sources = { alarms, inventory, groups, correlatedAlarmsMax };
  const { lastTransitionSequence } = recovered;
  const hub = new ListenerHub({ ...options, sources, lastTransitionSequence });
  hub.restore(recovered.documents);
  const tasks = new TaskMemory(limits.tasksMax);
  tasks.restore(recovered.documents);
  return { sources, hub, tasks };
};
