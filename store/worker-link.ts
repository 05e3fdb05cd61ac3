import { Worker } from "node:worker_threads";
import { JournalUnavailable } from "../telemetry/journal.ts";
import { QueryRefused, StoreUnusable } from "./store.ts";
import type {
  Answer,
  AnswerOf,
  Ask,
  NumberedAsk,
  Refusal,
  Report,
  StoreLogEntry,
  WorkerFigures,
  WorkerStart,
} from "./worker-messages.ts";

/** Whom the link tells what the worker says unasked. */
export interface LinkListener {
  log(entry: StoreLogEntry): void;
  figures(figures: WorkerFigures): void;
  /** The worker found trouble when nobody had asked. */
  trouble(error: Error): void;
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

const isOfKind = <Kind extends Answer["kind"]>(answer: Answer, kind: Kind): answer is AnswerOf<Kind> =>
  answer.kind === kind;

const errorOf = (refusal: Refusal): Error => {
  if (refusal.reason === "unavailable") return new JournalUnavailable(refusal.trouble, refusal.message);
  if (refusal.reason === "unusable") return new StoreUnusable(refusal.flaw, refusal.message);
  if (refusal.reason === "refused") return new QueryRefused(refusal.message);
  return new Error(`the store failed: ${refusal.message}`);
};

// Compiled, the platform has no TypeScript beside it.
const entry = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/** One worker thread from its start to its end; a link that has ended is replaced by a new one. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #listener: LinkListener;
  readonly #pending = new Map<number, Pending>();
  readonly #opened = Promise.withResolvers<readonly string[]>();
  readonly #ended = Promise.withResolvers<void>();
  #asked = 0;
  #usable = false;
  #death: Error | null = null;

  constructor(start: WorkerStart, listener: LinkListener) {
    this.#listener = listener;
    this.#worker = new Worker(entry, { workerData: start });
    this.#worker.on("message", (report: Report) => this.#hear(report));
    this.#worker.on("error", (error) => {
      this.#death = error;
    });
    this.#worker.on("exit", () => this.#end());
    this.#opened.promise.catch(() => undefined);
  }

  /** True from the opening of the journal until the worker ends or announces that it will. */
  get isUsable(): boolean {
    return this.#usable;
  }

  /** Resolves to the repairs made when the journal is open. */
  get opened(): Promise<readonly string[]> {
    return this.#opened.promise;
  }

  /** Asks the worker; rejects with what it refused, or JournalUnavailable when it is lost before it answers. */
  ask<Kind extends Ask["kind"]>(kind: Kind, ask: Ask & { readonly kind: Kind }): Promise<AnswerOf<Kind>> {
    if (!this.#usable) return Promise.reject(this.#lost());
    const { promise, resolve, reject } = Promise.withResolvers<AnswerOf<Kind>>();
    const id = this.#asked++;
    this.#pending.set(id, {
      resolve: (answer) =>
        isOfKind(answer, kind) ? resolve(answer) : reject(new Error(`BUG: ${answer.kind} answers ${kind}`)),
      reject,
    });
    const numbered: NumberedAsk = { id, ask };
    this.#worker.postMessage(numbered);
    return promise;
  }

  /**
   * Waits until the thread has gone by itself, and ends it when that takes longer than `graceMs`: a last resort,
   * since DuckDB's binding aborts the process when its thread is ended in the middle of a question.
   */
  async gone(graceMs: number): Promise<void> {
    this.#usable = false;
    const timer = setTimeout(() => void this.#worker.terminate(), graceMs);
    await this.#ended.promise;
    clearTimeout(timer);
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case "opened":
        this.#usable = true;
        return this.#opened.resolve(report.repairs);
      case "not-opened":
        return this.#opened.reject(errorOf(report.refusal));
      case "answer":
        if ("figures" in report.answer) this.#listener.figures(report.answer.figures);
        return this.#take(report.id)?.resolve(report.answer);
      case "refusal":
        if (report.refusal.spent) this.#usable = false;
        return this.#take(report.id)?.reject(errorOf(report.refusal));
      case "spent":
        this.#usable = false;
        return this.#listener.trouble(errorOf(report.refusal));
      case "figures":
        return this.#listener.figures(report.figures);
      case "log":
        return this.#listener.log(report.entry);
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #end(): void {
    this.#usable = false;
    this.#opened.reject(this.#lost());
    for (const { reject } of this.#pending.values()) reject(this.#lost());
    this.#pending.clear();
    this.#ended.resolve();
  }

  #lost(): JournalUnavailable {
    const why = this.#death === null ? "" : `: ${this.#death.message}`;
    return new JournalUnavailable("worker-lost", `the store's worker thread has ended${why}`);
  }
}
