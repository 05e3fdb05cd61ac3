import { z } from "zod";
import type { DocumentRow, JournalRows } from "../../telemetry/journal.ts";
import { ApiError } from "../errors.ts";

const groupDocumentKind = "alarm-group";
const bodySchema = z.object({ parent: z.string() });

/**
 * Which alarms people grouped under which, for TMF642's `groupAlarms`: told as `parentAlarm` and `correlatedAlarm`,
 * hides and silences nothing. In memory, made durable by the rows that a change adds: call it inside `Act`.
 */
export class AlarmGroups {
  readonly #parents = new Map<string, string>();
  readonly #members = new Map<string, Set<string>>();
  readonly #groupedAlarmsMax: number;

  constructor(groupedAlarmsMax: number) {
    this.#groupedAlarmsMax = groupedAlarmsMax;
  }

  /** Takes the groups out of the documents recovered at start; others are left alone. */
  restore(documents: readonly DocumentRow[]): void {
    for (const { kind, id, body } of documents) {
      if (kind !== groupDocumentKind || body === null) continue;
      this.#enter(id, bodySchema.parse(JSON.parse(body)).parent);
    }
  }

  get size(): number {
    return this.#parents.size;
  }

  parentOf(alarm: string): string | null {
    return this.#parents.get(alarm) ?? null;
  }

  membersOf(alarm: string): readonly string[] {
    return [...(this.#members.get(alarm) ?? [])];
  }

  /**
   * Puts alarms under a parent. Alarms that `isGone` make room first. Throws `limit-reached`, or `conflict` when the
   * parent is itself a member of a group or one of the alarms: a group has one level.
   */
  group(
    rows: JournalRows,
    nowMs: number,
    wish: {
      readonly parent: string;
      readonly members: readonly string[];
      readonly isGone: (alarm: string) => boolean;
    },
  ): void {
    const { parent, members, isGone } = wish;
    this.#demandOneLevel(parent, members);
    const added = members.filter((member) => !this.#parents.has(member));
    const room = this.#groupedAlarmsMax - this.#parents.size;
    const gone = added.length > room ? [...this.#parents.keys()].filter(isGone) : [];
    if (added.length > room + gone.length) {
      const detail = `As many alarms are grouped as may be (groupedAlarmsMax ${this.#groupedAlarmsMax})`;
      throw new ApiError("limit-reached", { detail });
    }
    for (const member of gone) this.#remove(rows, nowMs, member);
    for (const member of members) {
      this.#enter(member, parent);
      rows.document.push({
        kind: groupDocumentKind,
        id: member,
        changedAtMs: nowMs,
        body: JSON.stringify({ parent }),
      });
    }
  }

  /** Takes those of the alarms out of the parent's group that are in it, and answers which. */
  ungroup(
    rows: JournalRows,
    nowMs: number,
    wish: { readonly parent: string; readonly members: readonly string[] },
  ): readonly string[] {
    const taken = wish.members.filter((member) => this.#parents.get(member) === wish.parent);
    for (const member of taken) this.#remove(rows, nowMs, member);
    return taken;
  }

  #demandOneLevel(parent: string, members: readonly string[]): void {
    const isNested = this.#parents.has(parent) || members.some((member) => this.#members.has(member));
    if (!isNested && !members.includes(parent)) return;
    const detail = "A group has one level: its parent is no member, and its members are no parents";
    throw new ApiError("conflict", { detail });
  }

  #enter(member: string, parent: string): void {
    this.#leave(member);
    this.#parents.set(member, parent);
    const members = this.#members.get(parent);
    if (members) members.add(member);
    else this.#members.set(parent, new Set([member]));
  }

  #remove(rows: JournalRows, nowMs: number, member: string): void {
    this.#leave(member);
    rows.document.push({ kind: groupDocumentKind, id: member, changedAtMs: nowMs, body: null });
  }

  #leave(member: string): void {
    const parent = this.#parents.get(member);
    if (parent === undefined) return;
    this.#parents.delete(member);
    const members = this.#members.get(parent);
    members?.delete(member);
    if (members?.size === 0) this.#members.delete(parent);
  }
}
