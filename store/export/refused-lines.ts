import type { QuarantineRow } from "../../telemetry/journal.ts";
import type { RefusedLine } from "./bisect.ts";
import type { ExportLimits } from "./limits.ts";

/** Reason under which quarantine keeps lines that InfluxDB does not take. */
const refusedReason = "export-refused";

const minuteMs = 60_000;
const wordsOf = /^\w+|(?:site|metric)=(?:[^,\\ ]|\\.)*/g;

const wordIn = (line: string, name: string): string | null =>
  line
    .match(wordsOf)
    ?.find((word) => word.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? null;

/** Makes rows of quarantine of refused lines, a bounded number a minute: the readings stay in the journal anyway. */
export class RefusedLines {
  readonly #limits: Pick<ExportLimits, "keptLinesPerMinuteMax" | "keptCharactersMax">;
  readonly #newId: () => string;
  #minute = 0;
  #kept = 0;

  constructor(
    limits: Pick<ExportLimits, "keptLinesPerMinuteMax" | "keptCharactersMax">,
    newId: () => string,
  ) {
    this.#limits = limits;
    this.#newId = newId;
  }

  /** The rows of those that find room. */
  keep(lines: readonly RefusedLine[], nowMs: number): readonly QuarantineRow[] {
    const minute = Math.floor(nowMs / minuteMs);
    if (minute !== this.#minute) this.#kept = 0;
    this.#minute = minute;
    const room = Math.max(0, this.#limits.keptLinesPerMinuteMax - this.#kept);
    const rows = lines.slice(0, room).map((refused) => this.#row(refused, nowMs));
    this.#kept += rows.length;
    return rows;
  }

  #row({ line, reason }: RefusedLine, nowMs: number): QuarantineRow {
    const { keptCharactersMax } = this.#limits;
    return {
      id: this.#newId(),
      receivedAtMs: nowMs,
      device: "",
      site: wordIn(line, "site") ?? "",
      topic: "influxdb",
      metric: wordIn(line, "metric"),
      reason: refusedReason,
      detail: reason.slice(0, keptCharactersMax),
      payload: line.slice(0, keptCharactersMax),
    };
  }
}
