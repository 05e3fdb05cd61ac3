import type {
  RangeQuery,
  ReadingHistory,
  ReadingSlice,
  StepQuery,
  StepSlice,
} from "../../telemetry/reading-history.ts";
import { HistoryUnavailable } from "../../telemetry/reading-history.ts";
import type { Series } from "../../telemetry/series-catalog.ts";
import type { FluxQuestion, FluxRow, InfluxConnection } from "../export/influx-client.ts";
import { bound, demandStep, rowsWanted } from "../questions.ts";
import { QueryRefused } from "../store.ts";
import { FluxColumns, fieldOf, lagsAt } from "./flux-columns.ts";
import { type FluxRange, rangeQuestion, stepQuestion } from "./flux-questions.ts";
import { answerDamaged, answerLate, historyFaultOf } from "./history-fault.ts";
import type { HistoryLimits } from "./limits.ts";
import { QuestionTurns } from "./question-turns.ts";

/** InfluxDB counts nanoseconds from 1970 in 64 bits; beyond are no instants to it. */
const instantMsMax = 9_223_372_036_854;

const within = (instantMs: number): number =>
  Math.min(Math.max(bound(instantMs), -instantMsMax), instantMsMax);

/** What a history in InfluxDB stands on. */
export interface InfluxHistoryParts {
  readonly connection: Pick<InfluxConnection, "rows">;
  readonly bucket: string;
  /** What a series id stands for; undefined when there is none. */
  readonly seriesAt: (id: number) => Series | undefined;
  readonly limits: HistoryLimits;
}

/**
 * Readings from InfluxDB, where the export brought them: it knows what has been exported, which may be seconds behind
 * the journal, or as long as InfluxDB was away.
 */
export class InfluxHistory implements ReadingHistory {
  readonly #parts: InfluxHistoryParts;
  readonly #turns: QuestionTurns;

  constructor(parts: InfluxHistoryParts) {
    this.#parts = parts;
    this.#turns = new QuestionTurns(parts.limits);
  }

  async readings(query: RangeQuery): Promise<ReadingSlice> {
    const range = this.#range(query);
    const { rowsMax } = query;
    const values = new FluxColumns(rowsMax);
    const lags = new FluxColumns(rowsMax);
    if (range !== null)
      await this.#ask(rangeQuestion(range), (row) => {
        const field = fieldOf(row);
        if (field === "value") values.take(row);
        else if (field === "lag") lags.take(row);
        else throw answerDamaged(`nobody asked for the field "${field.slice(0, 40)}"`);
      });
    return {
      tsMs: Float64Array.from(values.tsMs),
      value: Float64Array.from(values.values),
      lagMs: lagsAt(values.tsMs, lags),
    };
  }

  async steps(query: StepQuery): Promise<StepSlice> {
    const { stepMs, aggregate, rowsMax } = query;
    demandStep(stepMs);
    const range = this.#range(query);
    // The first window begins where the range does, which may be within a step.
    const steps = new FluxColumns(rowsMax, (instantMs) => Math.floor(instantMs / stepMs) * stepMs);
    if (range !== null)
      await this.#ask(stepQuestion({ ...range, stepMs, aggregate }), (row) => steps.take(row));
    return { tsMs: Float64Array.from(steps.tsMs), value: Float64Array.from(steps.values) };
  }

  /** The range in InfluxDB's words; null when nothing can be in it. */
  #range({ series: id, fromMs, toMs, rowsMax }: RangeQuery): FluxRange | null {
    const { bucket, seriesAt, limits } = this.#parts;
    if (!Number.isInteger(id)) throw new QueryRefused(`${id} is not a series`);
    rowsWanted(rowsMax, limits.historyRowsMax);
    const range = { fromMs: within(fromMs), toMs: within(toMs) };
    const series = seriesAt(id);
    if (series === undefined || rowsMax === 0 || range.fromMs >= range.toMs) return null;
    const { site, node, metricName: metric } = series;
    return { bucket, site, node, metric, ...range, rowsMax };
  }

  #ask(question: FluxQuestion, take: (row: FluxRow) => void): Promise<void> {
    const late = AbortSignal.timeout(this.#parts.limits.historyQueryMsMax);
    return this.#turns.run(() => this.#listen(question, take, late), late);
  }

  async #listen(question: FluxQuestion, take: (row: FluxRow) => void, late: AbortSignal): Promise<void> {
    const { connection, limits } = this.#parts;
    let heard = false;
    try {
      for await (const row of connection.rows(question, late)) {
        heard = true;
        demandRow(row);
        take(row);
      }
    } catch (error) {
      if (!late.aborted) throw historyFaultOf(error);
      if (!heard) throw answerLate(limits.historyQueryMsMax);
      throw new QueryRefused(
        `InfluxDB took longer than ${limits.historyQueryMsMax} ms: ask for a shorter range`,
      );
    }
  }
}

/** What goes wrong in the middle of an answer comes as a table of its own, with the status 200 long sent. */
const demandRow = (row: FluxRow): void => {
  const error = row.cell("error");
  if (error !== null) throw new HistoryUnavailable("failed", `InfluxDB says: ${error.slice(0, 400)}`);
  if (!row.whole) throw answerDamaged("it ends within a row");
};
