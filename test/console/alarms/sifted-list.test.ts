import fc from "fast-check";
import { expect, test } from "vitest";
import type { BriefAlarmView } from "../../../api/contract.ts";
import { filterOf } from "../../../console/alarms/alarm-filter.ts";
import { familiesOf, familyKeyOf } from "../../../console/alarms/families.ts";
import { sieveOf } from "../../../console/alarms/sift.ts";
import { type ListContent, SiftedList } from "../../../console/alarms/sifted-list.ts";
import { severities } from "../../../console/parts/severity-order.ts";
import { alarm, at, symptom } from "./alarm-view.ts";

const queries = [
  "",
  "severity=critical",
  "unacknowledged=true&show=shelved",
  "show=suppressed",
  "group=type",
  "group=type&show=suppressed,out-of-service",
] as const;

const shelf = { until: at(60), actor: "noc", reason: "known" };
const ids = fc.integer({ min: 0, max: 12 }).map(String);

const states = [{}, { shelf }, { maintenance: "w" }, { operatorState: "closed" as const }];

/** An alarm as it is next; null: it has ended. */
const change = fc
  .record({
    id: ids,
    root: fc.option(ids, { nil: null }),
    minutes: fc.nat(5),
    severity: fc.constantFrom(...severities),
    type: fc.constantFrom("mains-lost", "door-open"),
    state: fc.option(fc.constantFrom(...states), { nil: null }),
  })
  .map(({ id, root, minutes, severity, type, state }) => {
    const changes = { severity, type, ...state };
    const stands = root === null || root === id;
    const next = stands ? alarm(id, minutes, changes) : symptom(id, root, minutes, changes);
    return { id, next: state === null ? null : next };
  });

const shown = ({ families, ...counts }: ListContent) => ({
  ...counts,
  rows: families.map(({ leader, members, row, worst }) => [leader, members, row, worst]),
});

test("a list followed change by change is the list made of all at once", () => {
  fc.assert(
    fc.property(fc.constantFrom(...queries), fc.array(fc.array(change)), (query, looks) => {
      const filter = filterOf(new URLSearchParams(query));
      const board = new Map<string, BriefAlarmView>();
      const parts = { filter, alarmOf: (id: string) => board.get(id), factsOf: () => undefined };
      const followed = new SiftedList(parts);
      for (const changes of looks) {
        for (const { id, next } of changes) {
          if (next === null) board.delete(id);
          else board.set(id, next);
        }
        const { seen, filteredOut, hidden } = sieveOf(parts)(board.values());
        const keyOf = familyKeyOf(filter.grouping, filter.show.includes("suppressed"));
        expect(shown(followed.look(new Set(changes.map(({ id }) => id))))).toEqual(
          shown({ families: familiesOf(seen, keyOf), filteredOut, hidden }),
        );
      }
    }),
    { numRuns: 200 },
  );
});

test("families in which nothing changed stay as they are: their rows need not be drawn anew", () => {
  const board = new Map([alarm("a"), alarm("b", 1)].map((each) => [each.id, each]));
  const list = new SiftedList({
    filter: filterOf(new URLSearchParams()),
    alarmOf: (id) => board.get(id),
    factsOf: () => undefined,
  });
  const [b, a] = list.look(new Set(board.keys())).families;
  board.set("b", alarm("b", 2));
  const [newB, sameA] = list.look(new Set(["b"])).families;
  expect(sameA).toBe(a);
  expect([newB?.leader.id, newB === b]).toEqual(["b", false]);
});
