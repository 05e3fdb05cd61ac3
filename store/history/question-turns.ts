import { HistoryUnavailable } from "../../telemetry/reading-history.ts";
import type { HistoryLimits } from "./limits.ts";

/** Lets a bounded number of questions run at a time, and a bounded number wait in the order in which they came. */
export class QuestionTurns {
  readonly #limits: HistoryLimits;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limits: HistoryLimits) {
    this.#limits = limits;
  }

  /** Runs the question when its turn has come; rejects with HistoryUnavailable `busy` when too many wait or it is late. */
  async run<Answer>(question: () => Promise<Answer>, late: AbortSignal): Promise<Answer> {
    await this.#turn(late);
    try {
      return await question();
    } finally {
      this.#leave();
    }
  }

  #turn(late: AbortSignal): Promise<void> | void {
    const { historyQuestionsRunningMax, historyQuestionsWaitingMax } = this.#limits;
    if (this.#running < historyQuestionsRunningMax) {
      this.#running++;
      return;
    }
    if (this.#waiting.size >= historyQuestionsWaitingMax)
      throw new HistoryUnavailable(
        "busy",
        `${this.#waiting.size} questions to InfluxDB wait already: ask again later`,
      );
    return new Promise((take, refuse) => {
      const giveUp = (): void => {
        this.#waiting.delete(begin);
        refuse(
          new HistoryUnavailable("busy", "other questions to InfluxDB took all the time: ask again later"),
        );
      };
      const begin = (): void => {
        late.removeEventListener("abort", giveUp);
        take();
      };
      late.addEventListener("abort", giveUp, { once: true });
      this.#waiting.add(begin);
    });
  }

  /** Hands the turn to the next that waits. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
