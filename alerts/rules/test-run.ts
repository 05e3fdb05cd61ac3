import { HeardColumns } from "../../telemetry/arrivals.ts";
import { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { ReadingColumns } from "../../telemetry/reading-columns.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import type { Alarm } from "../alarm.ts";
import { AlarmSystem } from "../alarm-system.ts";
import { tickIntervalMsMin } from "../limits.ts";
import { durationText } from "./duration.ts";
import type { Rule } from "./rule.ts";
import type { ExpectedAlarm, RuleTest } from "./test-file.ts";

/** An expectation that did not hold. */
export interface RuleTestFailure {
  readonly file: string;
  readonly test: string;
  /** "12m": after the start of the test. */
  readonly at: string;
  readonly expected: string;
  readonly got: string;
}

const describe = (
  alarms: readonly { alert: string; node?: string | undefined; severity?: string | undefined }[],
): string =>
  alarms
    .map(({ alert, node, severity }) =>
      [alert, node === undefined ? "" : `at ${node}`, severity ?? ""].filter(Boolean).join(" "),
    )
    .sort()
    .join(", ") || "no alarm";

const fits = (expected: ExpectedAlarm, { type, node, severity }: Alarm): boolean =>
  expected.alert === type && (expected.node ?? node) === node && (expected.severity ?? severity) === severity;

/** The most specific expectations choose first; each takes one alarm. */
const isMet = (expected: readonly ExpectedAlarm[], active: readonly Alarm[]): boolean => {
  const left = [...active];
  const specific = (each: ExpectedAlarm): number => Object.keys(each).length;
  for (const each of [...expected].sort((one, other) => specific(other) - specific(one))) {
    const index = left.findIndex((alarm) => fits(each, alarm));
    if (index < 0) return false;
    left.splice(index, 1);
  }
  return left.length === 0;
};

/** One site on a virtual clock. */
class TestBench {
  readonly #test: RuleTest;
  readonly #startMs: number;
  readonly #catalog = new SeriesCatalog();
  readonly #devices = new DeviceNumbers();
  readonly #rows = emptyRows();
  readonly #system: AlarmSystem;
  #nowMs: number;

  constructor(rules: readonly Rule[], test: RuleTest) {
    this.#test = test;
    this.#startMs = Date.parse(test.from);
    this.#nowMs = this.#startMs;
    this.#system = new AlarmSystem({
      rules,
      catalog: this.#catalog,
      devices: this.#devices,
      routes: [],
      describeSite: () => ({
        name: test.site,
        operators: [],
        commune: null,
        ...(test.class && { class: test.class }),
      }),
      plannedNumber: (_site, _node, name) => Object.entries(test.planned).find(([key]) => key === name)?.[1],
    });
    if (test.period !== undefined) this.#connect(test.period);
  }

  /** Lets time pass up to an instant after the start. */
  passTo(afterMs: number): void {
    const untilMs = this.#startMs + afterMs;
    for (;;) {
      const dueMs = Math.max(this.#system.nextDueMs(), this.#nowMs + tickIntervalMsMin);
      if (!(dueMs <= untilMs)) break;
      this.#nowMs = dueMs;
      this.#system.tick(this.#rows, dueMs);
    }
    this.#nowMs = untilMs;
  }

  /** Takes the readings of one instant; time stands. */
  read(index: number): void {
    const fresh = new ReadingColumns(8);
    for (const { node, metric, values } of this.#test.series) {
      const value = values[index] ?? null;
      if (value === null) continue;
      const place = [siteCode(this.#test.site), nodeCode(node)] as const;
      const series = this.#catalog.find(...place, metric) ?? this.#catalog.add(...place, metric, this.#nowMs);
      fresh.reserve(1);
      fresh.append(series.id, this.#nowMs, value, 0);
    }
    const heard = new HeardColumns(1);
    if (fresh.length > 0 && this.#test.period !== undefined)
      heard.append(this.#devices.of(this.#device), this.#nowMs);
    this.#system.evaluate(
      { fresh, behind: new ReadingColumns(0), heard, events: [] },
      this.#rows,
      this.#nowMs,
    );
  }

  active(rule: string | undefined): readonly Alarm[] {
    return this.#system.list().filter(({ isCleared, type }) => !isCleared && (rule ?? type) === type);
  }

  get #device() {
    return deviceId(`${this.#test.site}-ctl`.slice(0, 64));
  }

  #connect(periodMs: number): void {
    const fact = { device: this.#device, site: siteCode(this.#test.site), receivedAtMs: this.#nowMs };
    const birth = {
      node: nodeCode("ctl"),
      session: 1,
      periodSeconds: periodMs / 1_000,
      firmware: null,
      clockMs: null,
    };
    const events = [
      { ...fact, kind: "connected" as const, epoch: 1 },
      { ...fact, ...birth, kind: "birth" as const },
    ];
    const fresh = new ReadingColumns(0);
    const heard = new HeardColumns(0);
    this.#system.evaluate({ fresh, behind: fresh, heard, events }, this.#rows, this.#nowMs);
  }
}

/** Runs a test on a virtual clock; answers every expectation that did not hold. */
export const runRuleTest = (rules: readonly Rule[], test: RuleTest): readonly RuleTestFailure[] => {
  const bench = new TestBench(rules, test);
  const failures: RuleTestFailure[] = [];
  const expectations = [...test.expect].sort((one, other) => one.at - other.at);
  const readings = Math.max(0, ...test.series.map(({ values }) => values.length));
  let next = 0;
  const readUpTo = (afterMs: number): void => {
    for (; next < readings && next * test.interval <= afterMs; next++) {
      bench.passTo(next * test.interval);
      bench.read(next);
    }
    bench.passTo(afterMs);
  };
  for (const { at, rule, alarms } of expectations) {
    readUpTo(at);
    const active = bench.active(rule);
    if (isMet(alarms, active)) continue;
    const got = describe(active.map(({ type, node, severity }) => ({ alert: type, node, severity })));
    failures.push({
      file: test.file,
      test: test.name,
      at: durationText(at),
      expected: describe(alarms),
      got,
    });
  }
  return failures;
};
