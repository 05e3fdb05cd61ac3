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
import { eventText } from "./event-text.ts";

/** What the moment is like in which changes are sent. */
export interface Surroundings {
  readonly inventory: Inventory;
  readonly nowMs: number;
}

const sendOutage = (clients: Iterable<StreamClient>, row: OutageRow, around: Surroundings): void => {
  let text: string | null = null;
  for (const client of clients) {
    const sight = client.sight(around.inventory);
    const isSeen = row.node === null ? sight.site(row.site) : sight.node(row.site, row.node);
    if (!isSeen || !client.wants("outage", row.site)) continue;
    text ??= eventText({ event: "outage", data: presentOutage(parseOutage(row.body), around) });
    client.write(text);
  }
};

const sendVisit = (clients: Iterable<StreamClient>, row: DocumentRow, { inventory }: Surroundings): void => {
  if (row.body === null) return;
  const visit = parseVisit(row.id, row.body);
  const text = eventText({ event: "visit", data: presentVisit(visit) });
  for (const client of clients) {
    if (client.wants("visit", visit.site) && client.sight(inventory).site(visit.site)) client.write(text);
  }
};

/** A window that ended is told to all: its id says nothing of what it covered. */
const sendWindow = (clients: Iterable<StreamClient>, row: DocumentRow, around: Surroundings): void => {
  const window = row.body === null ? null : maintenanceWindowSchema.parse(JSON.parse(row.body));
  for (const client of clients) {
    if (!client.topics.has("maintenance")) continue;
    const view = window && presentWindow(window, client.sight(around.inventory), around.nowMs);
    // One that was moved out of somebody's sight is gone for him.
    client.write(eventText({ event: "maintenance", data: { id: row.id, window: view } }));
  }
};

/** One that is forgotten after its end is told to nobody. */
const sendCommand = (clients: Iterable<StreamClient>, row: DocumentRow, around: Surroundings): void => {
  const command = commandOf(row);
  if (command === null) return;
  const text = eventText({ event: "command", data: presentCommand(command) });
  for (const client of clients) {
    if (!seesDevices(client.principal.role) || !client.wants("command", command.site)) continue;
    if (client.sight(around.inventory).owns(command.site)) client.write(text);
  }
};

/** Sends what else was committed: outages, maintenance windows and commands, each as the API gives it. */
export const sendCommitted = (
  clients: Iterable<StreamClient>,
  rows: Pick<JournalRows, "outage" | "document">,
  around: Surroundings,
): void => {
  for (const row of rows.outage) sendOutage(clients, row, around);
  for (const row of rows.document) {
    if (row.kind === maintenanceDocument) sendWindow(clients, row, around);
    if (row.kind === visitDocument) sendVisit(clients, row, around);
    if (row.kind === commandDocument) sendCommand(clients, row, around);
  }
};
