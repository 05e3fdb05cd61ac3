import { InfluxFault } from "./influx-client.ts";
import { isPastRetention, verdictOf } from "./verdict.ts";

/** A line that the server does not take, with what it said. */
export interface RefusedLine {
  readonly line: string;
  readonly reason: string;
}

/** Writes lines whole or rejects with InfluxFault. */
export type WriteLines = (lines: readonly string[]) => Promise<void>;

/** Every line of a sample was refused and none was taken: that is no matter of lines. */
export class AllRefused extends Error {
  override readonly name = "AllRefused";
}

const refusalOf = async (write: WriteLines, lines: readonly string[]): Promise<InfluxFault | null> => {
  try {
    await write(lines);
    return null;
  } catch (error) {
    if (!(error instanceof InfluxFault)) throw error;
    const verdict = verdictOf(error.status);
    if (verdict !== "lines" && verdict !== "size") throw error;
    return error;
  }
};

/** True when not one line of a sample spread over all of them is taken. */
const noneIsTaken = async (write: WriteLines, lines: readonly string[], most: number): Promise<boolean> => {
  const sample = Math.min(most, lines.length);
  for (let at = 0; at < sample; at++) {
    const line = lines[Math.floor((at * lines.length) / sample)];
    if (line !== undefined && (await refusalOf(write, [line])) === null) return false;
  }
  return true;
};

/** Writes batches of lines, setting aside those at fault; remembers over batches whether any line is taken at all. */
export class BisectingWriter {
  readonly #refusedLinesMax: number;
  /** Lines refused since the last one that was taken: small batches of nothing but refused lines add up. */
  #refusedInARow = 0;

  constructor(refusedLinesMax: number) {
    this.#refusedLinesMax = refusedLinesMax;
  }

  /**
   * Writes all lines that the server takes, halving what it refuses until the lines at fault stand alone, in their order.
   * Answers those. What was written before is written again with its half: the same point, which changes nothing.
   * Rejects with InfluxFault when the server takes nothing at present, with AllRefused when so many lines were refused
   * and none was taken, in this batch and those before it.
   */
  async write(write: WriteLines, lines: readonly string[]): Promise<readonly RefusedLine[]> {
    const refused: RefusedLine[] = [];
    let anyTaken = false;
    const parts: (readonly string[])[] = lines.length === 0 ? [] : [lines];
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      const fault = await refusalOf(write, part);
      if (fault === null) {
        anyTaken = true;
        this.#refusedInARow = 0;
        continue;
      }
      const isOld = isPastRetention(fault.message, part.length);
      if (part.length > 1 && !isOld) {
        const middle = Math.ceil(part.length / 2);
        parts.push(part.slice(middle), part.slice(0, middle));
        continue;
      }
      refused.push(...part.map((line) => ({ line, reason: fault.message })));
      if (isOld || anyTaken) continue;
      this.#refusedInARow++;
      if (this.#refusedInARow < this.#refusedLinesMax) continue;
      if (await noneIsTaken(write, lines, this.#refusedLinesMax)) throw new AllRefused(fault.message);
      this.#refusedInARow = 0;
    }
    return refused;
  }
}
