import { z } from "zod";
import {
  type DeviceId,
  deviceId,
  isCode,
  type NodeCode,
  nodeCode,
  type SiteCode,
  siteCode,
} from "../../telemetry/identifiers.ts";
import type { DocumentRow } from "../../telemetry/journal.ts";

/** How far a command is, see docs/spec/device-command.md. */
export const commandStates = ["queued", "sent", "replied", "refused", "expired"] as const;
/** One of `commandStates`. */
export type CommandState = (typeof commandStates)[number];

/** What somebody wants a device to do; instants in ms since 1970 UTC. */
export interface DeviceCommand {
  /** What the reply names. */
  readonly id: string;
  readonly device: DeviceId;
  readonly site: SiteCode;
  /** On whose command topic it is sent. */
  readonly node: NodeCode;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly askedBy: string;
  readonly askedAtMs: number;
  /** The command is void from then on. */
  readonly expiresAtMs: number;
  readonly state: CommandState;
  /** When it first went out to the device; null while it waits for the device to listen. */
  readonly sentAtMs: number | null;
  /** When the reply came, or when it expired; null while it is open. */
  readonly endedAtMs: number | null;
  /** Why the device did not do it, in its own words; null unless refused. */
  readonly error: string | null;
}

/** What befalls a command. */
export type CommandEvent =
  | { readonly kind: "handed-out" }
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly error: string }
  | { readonly kind: "time-over" };

/** Whether nothing was heard of it and its time is not over. */
export const isOpen = ({ state }: Pick<DeviceCommand, "state">): boolean =>
  state === "queued" || state === "sent";

/** The command after an event; the same object when nothing changes. */
export const commandAfter = (command: DeviceCommand, event: CommandEvent, nowMs: number): DeviceCommand => {
  switch (event.kind) {
    case "handed-out":
      return command.state === "queued" ? { ...command, state: "sent", sentAtMs: nowMs } : command;
    case "done":
      return answered(command, { state: "replied", error: null }, nowMs);
    case "refused":
      return answered(command, { state: "refused", error: event.error }, nowMs);
    case "time-over":
      return isOpen(command) ? { ...command, state: "expired", endedAtMs: nowMs } : command;
  }
};

/** The first answer counts, also when it comes after the time was over: what was done was done. */
const answered = (
  command: DeviceCommand,
  { state, error }: Pick<DeviceCommand, "state" | "error">,
  nowMs: number,
): DeviceCommand => {
  if (command.state === "replied" || command.state === "refused") return command;
  return { ...command, state, error, sentAtMs: command.sentAtMs ?? nowMs, endedAtMs: nowMs };
};

/** `DocumentRow.kind` of commands. */
export const commandDocument = "device-command";

const instantMs = z.int();
const body = z.strictObject({
  device: z.string().refine(isCode).transform(deviceId),
  site: z.string().refine(isCode).transform(siteCode),
  node: z.string().refine(isCode).transform(nodeCode),
  name: z.string(),
  args: z.record(z.string(), z.unknown()),
  askedBy: z.string(),
  askedAtMs: instantMs,
  expiresAtMs: instantMs,
  state: z.enum(commandStates),
  sentAtMs: instantMs.nullable(),
  endedAtMs: instantMs.nullable(),
  error: z.string().nullable(),
});

/** The row that keeps the command. */
export const documentOf = ({ id, ...facts }: DeviceCommand, nowMs: number): DocumentRow => ({
  kind: commandDocument,
  id,
  changedAtMs: nowMs,
  body: JSON.stringify(facts),
});

/** The command that a row keeps; null for one that was forgotten. Throws when the row can't be read. */
export const commandOf = (row: DocumentRow): DeviceCommand | null =>
  row.body === null ? null : { id: row.id, ...body.parse(JSON.parse(row.body)) };
