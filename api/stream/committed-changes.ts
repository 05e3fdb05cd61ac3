import { maintenanceDocument } from "../../alerts/maintenance/plan.ts";
import { maintenanceWindowSchema } from "../../alerts/maintenance/window.ts";
import { parseOutage } from "../../alerts/outages/outage.ts";
import { commandDocument, commandOf } from "../../ingest/commands/device-command.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { DocumentRow, JournalRows, OutageRow } from "../../telemetry/journal.ts";
import { parseVisit, visitDocument } from "../field/visit-log.ts";
import { seesDevices } from "../identity/role.ts";
import { presentCommand } from "../views/command-view.ts";
import { presentWindow } from "../views/maintenance-view.ts";
import { presentOutage } from "../views/outage-view.ts";
import { presentVisit } from "../views/visit-view.ts";
import type { StreamClient } from "./client.ts";
import { eventText, type ToldItem } from "./event-text.ts";

/** What the moment is like in which changes are sent. */
export interface Surroundings {
  readonly inventory: Inventory;
  readonly nowMs: number;
}

/** What is said of an outage, made once for all who see it. */
const outageItems = (around: Surroundings): ((row: OutageRow) => ToldItem) => {
  const known = new Map<OutageRow, ToldItem>();
  return (row) => {
    const made = known.get(row) ?? { json: JSON.stringify(presentOutage(parseOutage(row.body), around)) };
    known.set(row, made);
    return made;
  };
};

const gatherOutages = (
  clients: Iterable<StreamClient>,
  rows: readonly OutageRow[],
  around: Surroundings,
): void => {
  if (rows.length === 0) return;
  const itemOf = outageItems(around);
  for (const client of clients) {
    const sight = client.sight(around.inventory);
    const seen = rows.filter(
      ({ site, node }) =>
        client.wants("outage", site) && (node === null ? sight.site(site) : sight.node(site, node)),
    );
    client.gatherAll("outage", seen.map(itemOf));
  }
};

const gatherVisit = (
  clients: Iterable<StreamClient>,
  row: DocumentRow,
  { inventory }: Surroundings,
): void => {
  if (row.body === null) return;
  const visit = parseVisit(row.id, row.body);
  const text = eventText({ event: "visit", data: presentVisit(visit) });
  for (const client of clients) {
    if (client.wants("visit", visit.site) && client.sight(inventory).site(visit.site)) client.gather(text);
  }
};

/** A window that ended is told to all: its id says nothing of what it covered. */
const gatherWindow = (clients: Iterable<StreamClient>, row: DocumentRow, around: Surroundings): void => {
  const window = row.body === null ? null : maintenanceWindowSchema.parse(JSON.parse(row.body));
  for (const client of clients) {
    if (!client.topics.has("maintenance")) continue;
    const view = window && presentWindow(window, client.sight(around.inventory), around.nowMs);
    // One that was moved out of somebody's sight is gone for him.
    client.gather(eventText({ event: "maintenance", data: { id: row.id, window: view } }));
  }
};

/** One that is forgotten after its end is told to nobody. */
const gatherCommand = (clients: Iterable<StreamClient>, row: DocumentRow, around: Surroundings): void => {
  const command = commandOf(row);
  if (command === null) return;
  const text = eventText({ event: "command", data: presentCommand(command) });
  for (const client of clients) {
    if (!seesDevices(client.principal.role) || !client.wants("command", command.site)) continue;
    if (client.sight(around.inventory).owns(command.site)) client.gather(text);
  }
};

/** Gathers what else was committed: outages, maintenance windows and commands, each as the API gives it. */
export const gatherCommitted = (
  clients: Iterable<StreamClient>,
  rows: Pick<JournalRows, "outage" | "document">,
  around: Surroundings,
): void => {
  gatherOutages(clients, rows.outage, around);
  for (const row of rows.document) {
    if (row.kind === maintenanceDocument) gatherWindow(clients, row, around);
    if (row.kind === visitDocument) gatherVisit(clients, row, around);
    if (row.kind === commandDocument) gatherCommand(clients, row, around);
  }
};
