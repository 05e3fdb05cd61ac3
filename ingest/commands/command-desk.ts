import type { DeviceId } from "../../telemetry/identifiers.ts";
import type { DocumentRow, JournalRows } from "../../telemetry/journal.ts";
import {
  type CommandEvent,
  commandAfter,
  commandDocument,
  commandOf,
  type DeviceCommand,
  documentOf,
  isOpen,
} from "./device-command.ts";
import { commandLimits } from "./limits.ts";
import type { Reply } from "./reply-message.ts";

/** What is asked of a device; the desk adds what becomes of it. */
export type CommandWish = Omit<DeviceCommand, "state" | "sentAtMs" | "endedAtMs" | "error">;

/** A command was refused because as many of the device's are open as may be; nothing was changed. */
export class TooManyCommands extends Error {
  override readonly name = "TooManyCommands";
}

const byAge = (a: DeviceCommand, b: DeviceCommand): number => a.askedAtMs - b.askedAtMs;

/**
 * The commands to devices, in memory. What changes them answers through the rows of a commit: call `ask`,
 * `handedOut` and `expire` inside `Act`, and send only what is on disk.
 */
export class CommandDesk {
  readonly #byDevice = new Map<DeviceId, Map<string, DeviceCommand>>();
  /** Of those that are open, so that time costs nothing while none is. */
  readonly #open = new Map<string, DeviceCommand>();

  /** Takes the commands out of the documents recovered at start; others are left alone. */
  restore(documents: readonly DocumentRow[]): void {
    for (const row of documents) {
      const command = row.kind === commandDocument ? commandOf(row) : null;
      if (command) this.#keep(command);
    }
  }

  /** All commands that wait or are without reply, in the order in which they were asked for. */
  open(): readonly DeviceCommand[] {
    return [...this.#open.values()];
  }

  /** The device's commands that are still known, oldest first. */
  of(device: DeviceId): readonly DeviceCommand[] {
    return [...(this.#byDevice.get(device)?.values() ?? [])].sort(byAge);
  }

  /** Enters a command. Throws TooManyCommands. */
  ask(rows: JournalRows, nowMs: number, wish: CommandWish): DeviceCommand {
    const most = commandLimits.openCommandsPerDeviceMax;
    if (this.of(wish.device).filter(isOpen).length >= most) {
      throw new TooManyCommands(`${most} commands of ${wish.device} wait or have no reply yet`);
    }
    const command: DeviceCommand = { ...wish, state: "queued", sentAtMs: null, endedAtMs: null, error: null };
    this.#enter(rows, nowMs, command);
    this.#forgetOldest(rows, nowMs, command.device);
    return command;
  }

  /** Enters that commands went out to their devices. */
  handedOut(rows: JournalRows, nowMs: number, commands: readonly DeviceCommand[]): void {
    for (const { device, id } of commands)
      this.#step(rows, nowMs, { device, id, event: { kind: "handed-out" } });
  }

  /** Enters a device's reply; false when this device was never sent such a command, or it is forgotten. */
  answer(rows: JournalRows, nowMs: number, { device, reply }: DeviceReply): boolean {
    const { id } = reply;
    if (id === null) return false;
    const event: CommandEvent = reply.ok
      ? { kind: "done" }
      : { kind: "refused", error: reply.error.slice(0, commandLimits.replyErrorCharactersMax) };
    return this.#step(rows, nowMs, { device, id, event });
  }

  /** Whether the time of an open command is over. */
  isDue(nowMs: number): boolean {
    for (const { expiresAtMs } of this.#open.values()) if (expiresAtMs <= nowMs) return true;
    return false;
  }

  /** Ends the commands whose time is over. */
  expire(rows: JournalRows, nowMs: number): void {
    const late = this.open().filter(({ expiresAtMs }) => expiresAtMs <= nowMs);
    for (const { device, id } of late) this.#step(rows, nowMs, { device, id, event: { kind: "time-over" } });
  }

  #step(
    rows: JournalRows,
    nowMs: number,
    { device, id, event }: { readonly device: DeviceId; readonly id: string; readonly event: CommandEvent },
  ): boolean {
    const before = this.#byDevice.get(device)?.get(id);
    if (before === undefined) return false;
    const after = commandAfter(before, event, nowMs);
    if (after !== before) this.#enter(rows, nowMs, after);
    return true;
  }

  #enter(rows: JournalRows, nowMs: number, command: DeviceCommand): void {
    rows.document.push(documentOf(command, nowMs));
    this.#keep(command);
  }

  #keep(command: DeviceCommand): void {
    const known = this.#byDevice.get(command.device) ?? new Map<string, DeviceCommand>();
    known.set(command.id, command);
    this.#byDevice.set(command.device, known);
    if (isOpen(command)) this.#open.set(command.id, command);
    else this.#open.delete(command.id);
  }

  #forgetOldest(rows: JournalRows, nowMs: number, device: DeviceId): void {
    const ended = this.of(device).filter((command) => !isOpen(command));
    const surplus = ended.slice(0, Math.max(0, ended.length - commandLimits.endedCommandsPerDeviceMax));
    for (const { id } of surplus) {
      rows.document.push({ kind: commandDocument, id, changedAtMs: nowMs, body: null });
      this.#byDevice.get(device)?.delete(id);
    }
  }
}

/** What a device answered, and which device it was. */
export interface DeviceReply {
  readonly device: DeviceId;
  readonly reply: Reply;
}
