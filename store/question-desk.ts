import { setTimeout as delay } from "node:timers/promises";
import { type Connection, isInterrupt, isOutOfMemory } from "./duckdb.ts";
import type { StoreLimits } from "./limits.ts";
import { QueryRefused } from "./store.ts";

/** An interrupt is lost on a question that still waits for a thread, so it is given again until the question ends. */
const interruptAgainMs = 10;

type Question<Answer> = (connection: Connection) => Promise<Answer>;

/** Connections that answer questions, a bounded number at a time, each within its time. */
export class QuestionDesk {
  readonly #idle: Connection[];
  readonly #all: readonly Connection[];
  readonly #waiting: { take(connection: Connection): void; refuse(error: Error): void }[] = [];
  readonly #limits: Pick<StoreLimits, "queriesWaitingMax" | "queryDurationMsMax">;
  #closing = false;

  constructor(
    connections: readonly Connection[],
    limits: Pick<StoreLimits, "queriesWaitingMax" | "queryDurationMsMax">,
  ) {
    this.#all = connections;
    this.#idle = [...connections];
    this.#limits = limits;
  }

  /** Answers within the time for questions; throws QueryRefused when it passes or too many wait already. */
  async answer<Answer>(question: Question<Answer>): Promise<Answer> {
    const connection = await this.#connection();
    let late = false;
    let timer = setTimeout(function interrupt() {
      late = true;
      connection.interrupt();
      timer = setTimeout(interrupt, interruptAgainMs);
    }, this.#limits.queryDurationMsMax);
    try {
      return await question(connection);
    } catch (error) {
      if (late && isInterrupt(error))
        throw new QueryRefused(
          `the question took longer than ${this.#limits.queryDurationMsMax} ms: ask for a shorter range`,
        );
      if (this.#closing && isInterrupt(error)) throw new QueryRefused("the store closes");
      if (isOutOfMemory(error)) throw new QueryRefused("the question needs too much memory: ask for less");
      throw error;
    } finally {
      clearTimeout(timer);
      this.#release(connection);
    }
  }

  /** Answers however long it takes: for recovery at start. */
  async answerUnhurried<Answer>(question: Question<Answer>): Promise<Answer> {
    const connection = await this.#connection();
    try {
      return await question(connection);
    } catch (error) {
      throw this.#closing && isInterrupt(error) ? new QueryRefused("the store closes") : error;
    } finally {
      this.#release(connection);
    }
  }

  /** Refuses what waits, interrupts what runs, and closes all connections once they are idle. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(new QueryRefused("the store closes"));
    while (this.#idle.length < this.#all.length) {
      for (const connection of this.#all) connection.interrupt();
      await delay(interruptAgainMs);
    }
    for (const connection of this.#all) connection.close();
  }

  async #connection(): Promise<Connection> {
    if (this.#closing) throw new QueryRefused("the store closes");
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#waiting.length >= this.#limits.queriesWaitingMax)
      throw new QueryRefused(`${this.#waiting.length} questions wait already: ask again later`);
    return new Promise((take, refuse) => this.#waiting.push({ take, refuse }));
  }

  #release(connection: Connection): void {
    const next = this.#waiting.shift();
    if (next) next.take(connection);
    else this.#idle.push(connection);
  }
}
