import { Worker } from "node:worker_threads";
import type { ExportAsk, ExportWorkerStart, WriteReport } from "./export-worker.ts";
import type { ReadingColumnsOf, SeriesName } from "./reading-lines.ts";

// Compiled, the platform has no TypeScript beside it.
const entry = new URL(
  import.meta.url.endsWith(".ts") ? "./export-worker.ts" : "./export-worker.js",
  import.meta.url,
);

const lost = (why: string): WriteReport => ({
  kind: "failed",
  failure: "unexpected",
  stopped: false,
  message: `the thread of the export has ended: ${why}`,
  retryAfterMs: null,
});

/**
 * Makes lines and sends them in a thread of its own: the event loop has messages to acknowledge. One write at a time;
 * none rejects. A thread that ended is started again by the next write.
 */
export class ExportThread {
  readonly #start: ExportWorkerStart;
  readonly #nameOf: (series: number) => SeriesName | undefined;
  #worker: Worker | null = null;
  /** Series below it are known to the thread. */
  #named = 0;
  #settle: ((report: WriteReport) => void) | null = null;

  constructor(start: ExportWorkerStart, nameOf: (series: number) => SeriesName | undefined) {
    this.#start = start;
    this.#nameOf = nameOf;
  }

  /** Writes readings. */
  readings(readings: ReadingColumnsOf): Promise<WriteReport> {
    const worker = this.#running();
    return this.#ask(worker, { kind: "readings", names: this.#newNames(), readings });
  }

  /** Writes lines that are made already, with times in nanoseconds. */
  events(lines: readonly string[]): Promise<WriteReport> {
    return this.#ask(this.#running(), { kind: "events", lines });
  }

  /** Ends the thread with what it does. */
  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(worker: Worker, ask: ExportAsk): Promise<WriteReport> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      worker.postMessage(ask);
    });
  }

  #newNames(): SeriesName[] {
    const names: SeriesName[] = [];
    for (let name = this.#nameOf(this.#named); name !== undefined; name = this.#nameOf(this.#named)) {
      names.push({ id: name.id, site: name.site, node: name.node, metric: name.metric });
      this.#named++;
    }
    return names;
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(entry, { workerData: this.#start });
    let why = "nobody knows why";
    worker.on("message", (report: WriteReport) => this.#answer(report));
    worker.on("error", (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on("exit", () => {
      this.#worker = null;
      this.#named = 0;
      this.#answer(lost(why));
    });
    this.#worker = worker;
    return worker;
  }

  #answer(report: WriteReport): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(report);
  }
}
