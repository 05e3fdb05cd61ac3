import type { ReadingBacklog } from "../backlog.ts";
import { escapeTag } from "./line-protocol.ts";

/** What a series number stands for. */
export interface SeriesName {
  readonly id: number;
  readonly site: string;
  readonly node: string;
  readonly metric: string;
}

/** Readings to be written. */
export type ReadingColumnsOf = Pick<ReadingBacklog, "series" | "tsMs" | "value" | "lagMs">;

/** A lag below it, either way, is not written: a reading that came in time. */
export const lagToldMsMin = 30_000;

/** Makes lines of readings; knows the series that it was told of. */
export class ReadingLines {
  readonly #beginnings: string[] = [];
  /** Readings whose value is no finite number or whose series nobody named. */
  unwritable = 0;

  /** Enters what a series number stands for. */
  name({ id, site, node, metric }: SeriesName): void {
    this.#beginnings[id] =
      `reading,site=${escapeTag(site)},node=${escapeTag(node)},metric=${escapeTag(metric)} value=`;
  }

  /** One line a reading, in their order, with times in milliseconds. */
  of({ series, tsMs, value, lagMs }: ReadingColumnsOf): string[] {
    const lines: string[] = [];
    for (let row = 0; row < tsMs.length; row++) {
      const beginning = this.#beginnings[series[row] ?? -1];
      const number = value[row] ?? Number.NaN;
      if (beginning === undefined || !Number.isFinite(number)) {
        this.unwritable++;
        continue;
      }
      const lag = lagMs[row] ?? 0;
      const told = lag >= lagToldMsMin || lag <= -lagToldMsMin ? `,lag=${lag}i` : "";
      lines.push(`${beginning}${number}${told} ${tsMs[row]}`);
    }
    return lines;
  }
}
