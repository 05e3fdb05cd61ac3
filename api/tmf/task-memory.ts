import { z } from "zod";
import type { DocumentRow, JournalRows } from "../../telemetry/journal.ts";
import type { Resource } from "./resource-filter.ts";

const taskDocumentKind = "tmf-task";

const keptTask = z.object({
  id: z.string(),
  kind: z.string(),
  owner: z.string(),
  resource: z.record(z.string(), z.unknown()),
});

/** A task as it is kept: who asked for it, and how it ended. */
export interface KeptTask {
  readonly id: string;
  readonly kind: string;
  /** `Principal.id` of whoever asked. */
  readonly owner: string;
  readonly resource: Resource;
}

/**
 * The tasks that were done; the oldest is forgotten first. In memory, made durable by the rows that a change adds: call
 * it inside `Act`.
 */
export class TaskMemory {
  readonly #tasks = new Map<string, KeptTask>();
  readonly #tasksMax: number;

  constructor(tasksMax: number) {
    this.#tasksMax = tasksMax;
  }

  /** Takes the tasks out of the documents recovered at start; others, and what can't be read, are left alone. */
  restore(documents: readonly DocumentRow[]): void {
    const rows = documents
      .filter(({ kind, body }) => kind === taskDocumentKind && body !== null)
      .toSorted((one, other) => one.changedAtMs - other.changedAtMs);
    for (const { body } of rows) {
      const task = keptTask.safeParse(JSON.parse(body ?? "null")).data;
      if (task !== undefined) this.#tasks.set(task.id, task);
    }
  }

  keep(rows: JournalRows, nowMs: number, task: KeptTask): void {
    const row = { kind: taskDocumentKind, changedAtMs: nowMs };
    this.#tasks.set(task.id, task);
    rows.document.push({ ...row, id: task.id, body: JSON.stringify(task) });
    for (const id of this.#tasks.keys()) {
      if (this.#tasks.size <= this.#tasksMax) return;
      this.#tasks.delete(id);
      rows.document.push({ ...row, id, body: null });
    }
  }

  /** Tasks of a kind that somebody asked for, newest first. */
  of(kind: string, owner: string): readonly KeptTask[] {
    return [...this.#tasks.values()].filter((task) => task.kind === kind && task.owner === owner).reverse();
  }
}
