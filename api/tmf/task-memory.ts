import type { Resource } from "./resource-filter.ts";

/** A task as it is kept: who asked for it, and how it ended. */
export interface KeptTask {
  readonly id: string;
  readonly kind: string;
  /** `Principal.id` of whoever asked. */
  readonly owner: string;
  readonly resource: Resource;
}

/** The tasks done since the start, in the memory of this process; the oldest is forgotten first. */
export class TaskMemory {
  readonly #tasks = new Map<string, KeptTask>();
  readonly #tasksMax: number;

  constructor(tasksMax: number) {
    this.#tasksMax = tasksMax;
  }

  keep(task: KeptTask): void {
    this.#tasks.set(task.id, task);
    for (const id of this.#tasks.keys()) {
      if (this.#tasks.size <= this.#tasksMax) return;
      this.#tasks.delete(id);
    }
  }

  /** Tasks of a kind that somebody asked for, newest first. */
  of(kind: string, owner: string): readonly KeptTask[] {
    return [...this.#tasks.values()].filter((task) => task.kind === kind && task.owner === owner).reverse();
  }
}
