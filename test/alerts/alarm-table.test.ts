import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Alarm, alarmEvents, type Explanation } from "../../alerts/alarm.ts";
import type { OperatorAct } from "../../alerts/alarm-operator.ts";
import { AlarmRequestError } from "../../alerts/errors.ts";
import { alarmIdOf } from "../../alerts/identity.ts";
import { flapLimits } from "../../alerts/limits.ts";
import { MaintenancePlan } from "../../alerts/maintenance/plan.ts";
import { alarmId, nodeCode } from "../../telemetry/identifiers.ts";
import { windowOf } from "./maintenance-window.ts";
import { defaultRules, prompt, Stand, site } from "./stand.ts";

const page = readFileSync("docs/spec/alarm.md", "utf8");
const minuteMs = 60_000;
const type = "dc-bus-voltage-low";
const id = alarmIdOf({ site, node: nodeCode("pwr"), type, qualifier: "" });
const startMs = Date.UTC(2026, 0, 5);
const rules = defaultRules()
  .filter(({ name }) => name === type)
  .map(prompt);

/** Values of the DC bus: nothing wrong, and the three severities. */
const volts = { normal: 54, warning: 50, major: 47, critical: 45 };

/** One alarm on a stand, with a clock. */
class Case {
  readonly stand = new Stand(rules, { maintenance: new MaintenancePlan(() => undefined) });
  nowMs = startMs;
  #mark = 0;

  /** What is recorded from now on. */
  mark(): void {
    this.#mark = this.stand.transitions.length;
  }

  get events(): readonly string[] {
    return this.stand.transitions.slice(this.#mark).map(({ event }) => event);
  }

  get alarm(): Alarm | undefined {
    return this.stand.system.get(id);
  }

  /** The bus has a voltage, a second after what was before. */
  is(volts: number): void {
    this.nowMs += 1_000;
    this.stand.read("dc.bus.voltage", volts, this.nowMs);
  }

  wait(ms: number): void {
    this.nowMs += ms;
    this.stand.tick(this.nowMs);
  }

  act(act: OperatorAct): void {
    this.stand.system.operate(this.stand.rows, this.nowMs, { id, actor: "lan", note: "why", act });
  }

  explain(cause: Explanation | null): void {
    const causes = new Map(cause ? [[id, cause]] : []);
    this.stand.system.explain(this.stand.rows, this.nowMs, { causes, roots: new Map() });
  }

  open(window: string): void {
    this.stand.system.planMaintenance(this.stand.rows, this.nowMs, windowOf({ id: window }));
  }

  close(window: string): void {
    if (this.stand.system.maintenanceWindows().some((each) => each.id === window))
      this.stand.system.cancelMaintenance(this.stand.rows, this.nowMs, window);
  }
}

/** How to come into each state, what each event is, and which state an alarm is in. */
interface Axis {
  readonly states: Readonly<Record<string, (made: Case) => void>>;
  readonly events: Readonly<Record<string, (made: Case) => void>>;
  readonly stateOf: (alarm: Alarm, made: Case) => string;
}

const raised = (made: Case): void => {
  made.is(volts.major);
  made.wait(60 * minuteMs);
};
const cleared = (made: Case): void => {
  raised(made);
  made.is(volts.normal);
  made.wait(60 * minuteMs);
};
/** Changes until one more makes the alarm flapping; ends as it began. */
const change = (made: Case, values: readonly number[]): void => {
  for (const value of values) made.is(value);
};
const often = (made: Case, to: number): void => {
  if (made.alarm?.isCleared === true) change(made, [volts.major, volts.normal, volts.major, volts.normal]);
  else if (made.alarm?.flapping === false)
    change(made, [volts.normal, volts.major, volts.normal, volts.major]);
  made.mark();
  made.is(to);
};
const flapping = (made: Case): void => {
  cleared(made);
  change(made, [volts.major, volts.normal, volts.major, volts.normal, volts.major]);
};
const reopened = (made: Case): void => {
  if (made.alarm?.isCleared === false) made.is(volts.normal);
  made.mark();
  made.is(volts.major);
};

const resource: Axis = {
  states: {
    cleared,
    raised,
    flapping,
    held: (made) => {
      flapping(made);
      made.is(volts.normal);
    },
  },
  events: {
    fires: (made) => made.is(volts.major),
    "fires-often": (made) => often(made, volts.major),
    stronger: (made) => made.is(volts.critical),
    weaker: (made) => made.is(volts.warning),
    "weaker-often": (made) => often(made, volts.warning),
    normal: (made) => made.is(volts.normal),
    "normal-often": (made) => often(made, volts.normal),
    quiet: (made) => made.wait(flapLimits.flapQuietMs),
    "operator-clear": (made) => made.act({ kind: "clear" }),
    orphan: (made) => {
      made.stand.restart(made.nowMs, []);
      made.wait(1_000);
    },
  },
  stateOf: ({ isCleared, flapping: flaps }, { stand }) => {
    if (isCleared) return "cleared";
    if (!flaps) return "raised";
    const hold = stand.rows.condition.findLast(({ key }) => key === `@flapping/${id}`)?.body ?? "";
    return hold.includes('"firing":null') ? "held" : "flapping";
  },
};

const operator: Axis = {
  states: {
    none: raised,
    acknowledged: (made) => {
      raised(made);
      made.act({ kind: "acknowledge" });
    },
    closed: (made) => {
      raised(made);
      made.act({ kind: "close" });
    },
  },
  events: {
    raise: reopened,
    update: (made) => made.is(volts.critical),
    clear: (made) => made.is(volts.normal),
    acknowledge: (made) => made.act({ kind: "acknowledge" }),
    unacknowledge: (made) => made.act({ kind: "unacknowledge" }),
    assign: (made) => made.act({ kind: "assign", assignee: "minh" }),
    comment: (made) => made.act({ kind: "comment" }),
    ticket: (made) => made.act({ kind: "ticket", ticket: "T-1" }),
    close: (made) => made.act({ kind: "close" }),
    "operator-clear": (made) => made.act({ kind: "clear" }),
  },
  stateOf: ({ operatorState }) => operatorState,
};

const shelve = (made: Case): void => made.act({ kind: "shelve", untilMs: made.nowMs + 10 * minuteMs });

const shelf: Axis = {
  states: {
    unshelved: raised,
    shelved: (made) => {
      raised(made);
      shelve(made);
    },
  },
  events: {
    shelve,
    unshelve: (made) => made.act({ kind: "unshelve" }),
    "shelf-end": (made) => made.wait(10 * minuteMs),
    raise: reopened,
    update: (made) => made.is(volts.critical),
    clear: (made) => made.is(volts.normal),
    "operator-clear": (made) => made.act({ kind: "clear" }),
  },
  stateOf: ({ shelf: on }) => (on === null ? "unshelved" : "shelved"),
};

const maintenance: Axis = {
  states: {
    "in-service": raised,
    "out-of-service": (made) => {
      raised(made);
      made.open("first");
    },
    cleared,
  },
  events: {
    opens: (made) => made.open("second"),
    ends: (made) => made.close("first"),
    other: (made) => {
      if (made.alarm?.maintenance === "first") made.open("second");
      made.mark();
      made.close("first");
    },
    raise: (made) => made.is(volts.major),
    "raise-inside": (made) => {
      if (made.alarm?.isCleared === true) made.open("first");
      made.is(volts.major);
    },
    clear: (made) => made.is(volts.normal),
  },
  stateOf: ({ isCleared, maintenance: window }) =>
    isCleared ? "cleared" : window === null ? "in-service" : "out-of-service",
};

const root = (id: string, confidence: number): Explanation => ({
  alarm: alarmId(id.repeat(24)),
  confidence,
  reason: { vi: "tuyến đứt", en: "the hop is down" },
});

const cause: Axis = {
  states: {
    standing: raised,
    suppressed: (made) => {
      raised(made);
      made.explain(root("a", 0.9));
    },
    cleared,
  },
  events: {
    explained: (made) => made.explain(root("a", 0.9)),
    "explained-again": (made) => made.explain(root("a", 0.9)),
    reworded: (made) => made.explain(root("a", 0.8)),
    "other-root": (made) => made.explain(root("b", 0.9)),
    unexplained: (made) => made.explain(null),
    raise: (made) => made.is(volts.major),
    clear: (made) => made.is(volts.normal),
  },
  stateOf: ({ isCleared, cause: explanation }) =>
    isCleared ? "cleared" : explanation === null ? "standing" : "suppressed",
};

const axes: Readonly<Record<string, Axis>> = { resource, operator, shelf, maintenance, cause };

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What one event in one state comes to, in the words of the page. */
const outcome = (axis: Axis, enter: (made: Case) => void, event: (made: Case) => void): string => {
  const made = new Case();
  enter(made);
  made.mark();
  try {
    event(made);
  } catch (error) {
    if (!(error instanceof AlarmRequestError)) throw error;
    expect(made.events).toEqual([]);
    return `refused: ${error.code}`;
  }
  const { alarm } = made;
  if (alarm === undefined) throw new Error("the alarm is gone");
  const events = made.events.length === 0 ? "–" : made.events.join(", ");
  return `${axis.stateOf(alarm, made)} / ${events}`;
};

const tableOfCode = (axis: Axis): Table =>
  Object.fromEntries(
    Object.entries(axis.states).map(([state, enter]) => [
      state,
      Object.fromEntries(
        Object.entries(axis.events).map(([name, event]) => [name, outcome(axis, enter, event)]),
      ),
    ]),
  );

const cells = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

const tableOfPage = (name: string): Table => {
  const lines = page.split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${name} | `));
  const [, ...events] = cells(lines[head] ?? "");
  const after = lines.slice(head + 2);
  const rows = after.slice(
    0,
    after.findIndex((line) => !line.startsWith("|")),
  );
  return Object.fromEntries(
    rows
      .map(cells)
      .map(([state = "", ...next]) => [
        state,
        Object.fromEntries(events.map((event, index) => [event, next[index] ?? ""])),
      ]),
  );
};

const namedAfter = (head: string): readonly string[] => {
  const lines = page.slice(page.indexOf(head)).split("\n").slice(2);
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(0, end < 0 ? undefined : end).map((line) => (cells(line)[0] ?? "").replaceAll("`", ""));
};

describe("life of an alarm", () => {
  test.each(Object.entries(axes))(
    "every state and event of the %s axis is on the page, and as it says",
    (name, axis) => {
      expect(tableOfPage(name)).toEqual(tableOfCode(axis));
    },
  );

  test("the page names every event of an alarm, and no other", () => {
    expect(namedAfter("| event | what happened |")).toEqual([...alarmEvents]);
  });
});
