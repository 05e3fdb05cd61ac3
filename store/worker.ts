import { parentPort, type Transferable, workerData } from "node:worker_threads";
import { JournalUnavailable } from "../telemetry/journal.ts";
import type { StoreLimits } from "./limits.ts";
import { QueryRefused, StoreUnusable } from "./store.ts";
import { describe, troubleOf } from "./trouble.ts";
import { DiskNearlyFull, WorkerDesk } from "./worker-desk.ts";
import type { Answer, NumberedAsk, Refusal, Report, StoreLogEntry, WorkerStart } from "./worker-messages.ts";

const port = parentPort;
if (!port) throw new Error("BUG: store/worker.ts runs as a worker thread");
const start: WorkerStart = workerData;

const send = (report: Report, transfer: readonly Transferable[] = []): void =>
  port.postMessage(report, transfer);

const refusalOf = (error: unknown, spent: boolean): Refusal => {
  const message = describe(error);
  if (error instanceof QueryRefused) return { reason: "refused", message, spent: false };
  if (error instanceof DiskNearlyFull)
    return { reason: "unavailable", trouble: "disk-full", message, spent: false };
  if (error instanceof StoreUnusable) return { reason: "unusable", flaw: error.flaw, message, spent };
  if (error instanceof JournalUnavailable)
    return { reason: "unavailable", trouble: error.trouble, message, spent: false };
  const trouble = troubleOf(error);
  return trouble === null
    ? { reason: "failed", message, spent }
    : { reason: "unavailable", trouble, message, spent };
};

const memoryOf = (answer: Answer): readonly Transferable[] => {
  if (answer.kind === "reading-backlog") {
    const { series, tsMs, value, lagMs } = answer.backlog;
    return [series.buffer, tsMs.buffer, value.buffer, lagMs.buffer];
  }
  if (answer.kind !== "readings" && answer.kind !== "steps") return [];
  const buffers = [answer.slice.tsMs.buffer, answer.slice.value.buffer];
  if (answer.kind === "readings") buffers.push(answer.slice.lagMs.buffer);
  return buffers;
};

const log = (entry: StoreLogEntry): void => send({ kind: "log", entry });

/** Leaves the thread: its end lets go of the database, also of what the garbage collector hasn't reached. */
const leave = async (desk: WorkerDesk): Promise<void> => {
  await desk.abandon();
  process.exit();
};

const serve = async (desk: WorkerDesk, { id, ask }: NumberedAsk): Promise<void> => {
  try {
    const answer = await desk.answer(ask);
    send({ kind: "answer", id, answer }, memoryOf(answer));
    if (ask.kind === "close") process.exit();
  } catch (error) {
    const refusal = refusalOf(error, ask.kind === "commit" || ask.kind === "close");
    send({ kind: "refusal", id, refusal });
    if (refusal.spent) await leave(desk);
  }
};

const tidyOften = (desk: WorkerDesk, limits: StoreLimits): void => {
  const again = async (): Promise<void> => {
    try {
      await desk.tidy(Date.now());
      send({ kind: "figures", figures: desk.figures() });
      setTimeout(again, limits.quietMs / 2);
    } catch (error) {
      send({ kind: "spent", refusal: refusalOf(error, true) });
      await leave(desk);
    }
  };
  setTimeout(again, limits.quietMs / 2);
};

try {
  const desk = await WorkerDesk.open(start, log);
  port.on("message", (asked: NumberedAsk) => void serve(desk, asked));
  send({ kind: "opened", repairs: desk.repairs });
  tidyOften(desk, start.limits);
} catch (error) {
  send({ kind: "not-opened", refusal: refusalOf(error, true) });
  process.exit();
}
