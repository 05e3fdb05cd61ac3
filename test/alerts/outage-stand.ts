import type { Alarm, Meaning, Moment } from "../../alerts/alarm.ts";
import { alarmIdOf } from "../../alerts/identity.ts";
import { type Outage, parseOutage } from "../../alerts/outages/outage.ts";
import { OutageLedger, type OutageLedgerOptions } from "../../alerts/outages/outage-ledger.ts";
import { nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows, type JournalRows, type OutageRow } from "../../telemetry/journal.ts";

/** An alarm as a test names it. */
export interface AlarmName {
  readonly site?: string;
  readonly node?: string;
  readonly meaning: Meaning;
  readonly qualifier?: string;
}

const momentAt = (atMs: number): Moment => ({ eventAtMs: atMs, receivedAtMs: atMs, clock: "receiver" });

const text = { vi: "", en: "" };

const newAlarm = ({ site = "S1", node = "ctl", meaning, qualifier = "" }: AlarmName): Alarm => {
  const identity = { site: siteCode(site), node: nodeCode(node), type: meaning, qualifier };
  return {
    id: alarmIdOf(identity),
    ...identity,
    eventType: "communicationsAlarm",
    probableCause: null,
    specificProblem: meaning,
    severity: "major",
    isCleared: true,
    text,
    firstRaised: momentAt(0),
    lastRaised: momentAt(0),
    lastCleared: null,
    lastChanged: momentAt(0),
    occurrenceCount: 0,
    changeCount: 0,
    labels: {},
    threshold: null,
    evidence: [],
    meaning,
    flapping: false,
    trend: null,
    operatorState: "none",
    assignee: null,
    ticket: null,
    shelf: null,
    maintenance: null,
    cause: null,
    symptomCount: 0,
    impact: null,
    timeToSiteDown: null,
    operatorChanges: [],
    statusChanges: [],
  };
};

/** A ledger with the alarms that it is told of, and what a journal would have kept of it. */
export class OutageStand {
  readonly rows: JournalRows = emptyRows();
  readonly #alarms = new Map<string, Alarm>();
  readonly #options: Omit<OutageLedgerOptions, "alarmOf">;
  ledger: OutageLedger;

  constructor(options: Omit<OutageLedgerOptions, "alarmOf"> = {}) {
    this.#options = options;
    this.ledger = this.#build();
  }

  /** Outages in force, in the order of their beginning. */
  get outages(): readonly Outage[] {
    const newest = new Map(this.rows.outage.map((row) => [row.id, row]));
    return [...newest.values()]
      .map(({ body }) => parseOutage(body))
      .sort((one, other) => one.fromMs - other.fromMs || (one.toMs ?? Infinity) - (other.toMs ?? Infinity));
  }

  /** One line an outage: subject, class, minutes from and to. */
  get story(): readonly string[] {
    return this.outages.map(({ site, node, causeClass, fromMs, toMs }) => {
      const to = toMs === null ? "" : toMs / 60_000;
      return `${site}${node === null ? "" : `/${node}`} ${causeClass} ${fromMs / 60_000}-${to}`;
    });
  }

  raise(name: AlarmName, atMs: number, facts: Partial<Alarm> = {}): Alarm {
    const { occurrenceCount, ...alarm } = this.find(name);
    return this.#tell(
      {
        ...alarm,
        occurrenceCount: occurrenceCount + 1,
        isCleared: false,
        lastRaised: momentAt(atMs),
        lastChanged: momentAt(atMs),
        cause: null,
        maintenance: null,
        symptomCount: 0,
        ...facts,
      },
      atMs,
    );
  }

  clear(name: AlarmName, atMs: number): Alarm {
    return this.#tell(
      { ...this.find(name), isCleared: true, lastCleared: momentAt(atMs), lastChanged: momentAt(atMs) },
      atMs,
    );
  }

  /** Another change: a cause found, a window that begins. */
  change(name: AlarmName, atMs: number, facts: Partial<Alarm>): Alarm {
    return this.#tell({ ...this.find(name), lastChanged: momentAt(atMs), ...facts }, atMs);
  }

  /** What the correlator says: the alarm is a symptom of the root. */
  blame(name: AlarmName, root: AlarmName, atMs: number): Alarm {
    const cause = { alarm: this.find(root).id, confidence: 1, reason: text };
    return this.change(name, atMs, { cause });
  }

  find(name: AlarmName): Alarm {
    const fresh = newAlarm(name);
    return this.#alarms.get(fresh.id) ?? fresh;
  }

  /** Throws the ledger away and restores another from its rows and the active alarms. */
  restart(rows: readonly OutageRow[] = this.rows.outage): void {
    this.ledger = this.#build();
    const newest = [...new Map(rows.map((row) => [row.id, row])).values()];
    this.ledger.restore(
      newest,
      [...this.#alarms.values()].filter(({ isCleared }) => !isCleared),
    );
  }

  #build(): OutageLedger {
    return new OutageLedger({ ...this.#options, alarmOf: (id) => this.#alarms.get(id) });
  }

  #tell(alarm: Alarm, nowMs: number): Alarm {
    this.#alarms.set(alarm.id, alarm);
    this.ledger.follow({ alarm }, { rows: this.rows, nowMs });
    return alarm;
  }
}
