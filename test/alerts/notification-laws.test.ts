import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DueQueue } from "../../alerts/notification/due-queue.ts";
import { escalationSchema, rotaSchema } from "../../alerts/notification/rota.ts";
import type { Severity } from "../../telemetry/severity.ts";
import {
  type Heard,
  idOf,
  NotificationStand,
  routesOf,
  type StandOptions,
  startMs,
  type TestAlarm,
} from "./notification-stand.ts";

const s = 1_000;

/** One root, its symptoms, and alarms that have nothing to do with it. */
const places: readonly TestAlarm[] = [
  { at: "ROOT/mw1", meaning: "link-down" },
  { at: "A/ctl", meaning: "unreachable" },
  { at: "B/bts", meaning: "node-down" },
  { at: "C/pwr", meaning: "feed-weak" },
  { at: "D/pwr", meaning: "feed-lost" },
  { at: "E/cab", meaning: "local" },
];

const severity = fc.constantFrom<Severity>("warning", "minor", "major", "critical");
const place = fc.nat({ max: places.length - 1 });

/** Something that happens to the alarms. */
type Step =
  | { readonly kind: "raise"; readonly place: number; readonly severity: Severity }
  | { readonly kind: "clear" | "acknowledge" | "unacknowledge" | "shelve" | "close"; readonly place: number }
  | { readonly kind: "explain"; readonly place: number; readonly root: number | null }
  | { readonly kind: "maintain"; readonly place: number; readonly open: boolean }
  | { readonly kind: "pass"; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("raise" as const), place, severity }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("clear" as const), place }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "acknowledge" as const,
        "unacknowledge" as const,
        "shelve" as const,
        "close" as const,
      ),
      place,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("explain" as const),
      place,
      root: fc.option(place, { nil: null }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("maintain" as const), place, open: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      seconds: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 11, max: 2_000 })),
    }),
  },
);

const placeOf = (index: number): TestAlarm => places[index] ?? { at: "ROOT/mw1" };

/** A root is never itself a symptom, and never its own. */
const canExplain = (stand: NotificationStand, symptom: string, root: string): boolean =>
  symptom !== root &&
  stand.book.activeOf(root)?.cause === null &&
  ![...stand.book].some(({ cause, isCleared }) => cause?.alarm === symptom && !isCleared);

/** Does what the rest of the alarm system would: symptoms of a root that is gone are looked at anew. */
const release = (stand: NotificationStand): void => {
  for (const { id, cause, isCleared } of [...stand.book]) {
    if (cause !== null && !isCleared && stand.book.activeOf(cause.alarm) === undefined)
      stand.explain(id, null);
  }
};

const act = (
  stand: NotificationStand,
  kind: "acknowledge" | "unacknowledge" | "shelve" | "close",
  id: string,
) => {
  const alarm = stand.book.activeOf(id);
  if (alarm === undefined) return;
  const inHand = alarm.operatorState !== "none";
  if (kind === "unacknowledge" ? !inHand : inHand) return;
  if (kind !== "shelve") stand.act(id, { kind });
  else if (alarm.shelf === null) stand.act(id, { kind, untilMs: stand.nowMs + 300 * s });
};

const take = (stand: NotificationStand, each: Step): void => {
  if (each.kind === "pass") return stand.pass(each.seconds * s);
  const alarm = placeOf(each.place);
  const id = idOf(alarm);
  switch (each.kind) {
    case "raise":
      stand.raise({ ...alarm, severity: each.severity });
      break;
    case "clear":
      stand.clear(alarm);
      break;
    case "explain": {
      const root = each.root === null ? null : idOf(placeOf(each.root));
      if (stand.book.activeOf(id) !== undefined && (root === null || canExplain(stand, id, root))) {
        stand.explain(id, root);
      }
      break;
    }
    case "maintain":
      stand.maintain(alarm.at.split("/")[0] ?? "", each.open);
      break;
    default:
      act(stand, each.kind, id);
  }
  release(stand);
};

const hours = { zone: "Asia/Ho_Chi_Minh", from: "07:10", to: "07:40" };

const options: StandOptions = {
  routes: routesOf(
    { to: ["noc"], repeat: ["5m", "10m"], escalation: "standard" },
    { match: { severity: ["critical"], hours }, to: ["boss"], updates: "all" },
    { match: { site: ["A", "B"] }, to: ["tenant"], hold: "10s", repeat: ["3m"] },
    { match: { event: ["raised", "cleared", "flapping", "acknowledged"], hours }, to: ["office"] },
  ),
  digest: { tellingsMax: 4, individually: ["webhook"] },
  kindOf: (channel) => (channel === "noc" ? "webhook" : "sms"),
  rota: rotaSchema.parse({
    people: { one: { to: [{ channel: "phone" }] } },
    teams: { field: [{ person: "one", from: "07:05", to: "07:30" }] },
  }),
  escalation: escalationSchema.parse({
    standard: [
      { after: "2m", team: "field" },
      { after: "6m", to: ["boss"] },
    ],
  }),
};

const isEnd = (event: string): boolean => event === "cleared" || event === "operator-cleared";

/**
 * Beginnings and ends that one audience heard of one alarm, in order. An update begins a story too where it moved from
 * another alarm that the audience knows and of which it has not heard the end.
 */
const framesOf = (heard: readonly Heard[], audience: string, alarm: string): readonly string[] => {
  const open = new Set<string>();
  const frames: string[] = [];
  for (const { audience: name, event, alarm: told } of heard) {
    if (name !== audience || told === null) continue;
    const moves = event === "updated" && !open.has(told.id) && open.size > 0;
    const frame = isEnd(event) ? "end" : event === "raised" || moves ? "begin" : null;
    if (frame === "begin") open.add(told.id);
    if (frame === "end") open.delete(told.id);
    if (frame !== null && told.id === alarm) frames.push(frame);
  }
  return frames;
};

const run = (steps: readonly Step[], given: StandOptions): NotificationStand => {
  const stand = new NotificationStand(given);
  for (const each of steps) take(stand, each);
  return stand;
};

const steps = fc.array(step, { minLength: 5, maxLength: 60 });

describe("restart equivalence (I4)", () => {
  test("a teller restarted anywhere tells the same as one that never stopped, with the same ids", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { minLength: 5, maxLength: 60 }), (stream) => {
        const steady = new NotificationStand(options);
        const restarted = new NotificationStand(options);
        for (const [each, restart] of stream) {
          if (restart) restarted.restart();
          take(steady, each);
          take(restarted, each);
        }
        expect(restarted.rows).toEqual(steady.rows);
        expect(restarted.teller.nextDueMs()).toBe(steady.teller.nextDueMs());
      }),
      { numRuns: 80 },
    );
  });
});

describe("laws", () => {
  const single: StandOptions = { ...options, digest: { tellingsMax: 100_000, individually: [] } };

  test("nobody hears of an end without a beginning, nor of two beginnings in a row", () => {
    fc.assert(
      fc.property(steps, (stream) => {
        const { heard } = run(stream, single);
        const audiences = new Set(heard.map(({ audience }) => audience));
        for (const audience of audiences) {
          for (const alarm of places) {
            const frames = framesOf(heard, audience, idOf(alarm));
            expect(frames).toEqual(frames.map((_, index) => (index % 2 === 0 ? "begin" : "end")));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test("whoever heard of a beginning hears of the end once all is well", () => {
    fc.assert(
      fc.property(steps, (stream) => {
        const stand = run(stream, single);
        for (const alarm of places) {
          stand.clear(alarm);
          release(stand);
        }
        stand.pass(3_600 * s);
        const { heard } = stand;
        for (const audience of new Set(heard.map((each) => each.audience))) {
          for (const alarm of places) {
            expect(framesOf(heard, audience, idOf(alarm)).length % 2).toBe(0);
          }
        }
        expect(stand.teller.counters().stories).toBe(0);
        expect(stand.teller.nextDueMs()).toBe(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 100 },
    );
  });

  test("ids are unique, and every notification names a transition that is there", () => {
    fc.assert(
      fc.property(steps, (stream) => {
        const { rows } = run(stream, options);
        expect(new Set(rows.notification.map(({ id }) => id)).size).toBe(rows.notification.length);
        const known = new Set(rows.transition.map(({ id }) => id));
        expect(rows.notification.filter(({ transition }) => !known.has(transition))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("nothing is told of what is hidden, but its end and what asks for it", () => {
    fc.assert(
      fc.property(steps, (stream) => {
        const routes = routesOf({ to: ["noc"], repeat: ["1m"] });
        const stand = new NotificationStand({ routes, kindOf: () => "webhook" });
        for (const each of stream) {
          const before = stand.rows.notification.length;
          take(stand, each);
          for (const { event, kind, alarm } of stand.heardSince(before)) {
            if (isEnd(event) || event === "acknowledged") continue;
            expect([kind, alarm?.["shelf"], alarm?.["maintenance"], alarm?.["cause"]]).toEqual([
              kind,
              null,
              null,
              null,
            ]);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test("in a flood each telling is told by itself or counted in one digest, and critical ones by themselves", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(severity, fc.nat({ max: 40 })), { maxLength: 60 }), (stream) => {
        const alone = new NotificationStand({ digest: { tellingsMax: 100_000, individually: [] } });
        const flooded = new NotificationStand({ digest: { tellingsMax: 5, individually: [] } });
        for (const stand of [alone, flooded]) {
          for (const [index, [each, seconds]] of stream.entries()) {
            stand.raise({ at: `S${index}/pwr`, severity: each });
            if (index % 3 === 0) stand.clear({ at: `S${index}/pwr` });
            stand.pass(seconds * s);
          }
          stand.pass(120 * s);
        }
        const digests = flooded.heard.flatMap(({ digest }) => digest ?? []);
        const counted = digests.reduce(
          (sum, { told, cleared, others }) =>
            sum + Object.values(told).reduce((a, b) => a + b, cleared + others),
          0,
        );
        const single = flooded.heard.filter(({ kind }) => kind !== "digest");
        expect(single.length + counted).toBe(alone.heard.length);
        expect(digests.every(({ told }) => told["critical"] === 0)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("one telling per root", () => {
  const symptoms = places.slice(1, 4);

  test("whatever the order in which it and its symptoms arrive within the window", () => {
    const arrivals = fc
      .shuffledSubarray([0, 1, 2, 3], { minLength: 4 })
      .chain((order) =>
        fc.tuple(fc.constant(order), fc.array(fc.nat({ max: 1_200 }), { minLength: 4, maxLength: 4 })),
      );
    fc.assert(
      fc.property(arrivals, severity, ([order, waits], each) => {
        const stand = new NotificationStand();
        for (const [index, which] of order.entries()) {
          stand.raise({ ...placeOf(which), severity: which === 0 ? "critical" : each });
          stand.pass(waits[index] ?? 0);
          if (stand.book.activeOf(idOf(placeOf(0))) === undefined) continue;
          for (const symptom of symptoms) {
            if (stand.book.activeOf(idOf(symptom)) !== undefined)
              stand.explain(idOf(symptom), idOf(placeOf(0)));
          }
        }
        stand.pass(600 * s);
        expect(stand.told()).toEqual(["raised ROOT/mw1"]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the queue of what is due", () => {
  test("gives out keys in the order of their instants, then of their names, and forgets what was changed", () => {
    const changes = fc.array(
      fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.option(fc.nat({ max: 20 }), { nil: null })),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(changes, (entered) => {
        const queue = new DueQueue();
        for (const [key, dueMs] of entered) queue.set(key, dueMs);
        const last = [...new Map(entered)].flatMap(([key, dueMs]) =>
          dueMs === null ? [] : [{ key, dueMs }],
        );
        const expected = last.sort((a, b) => a.dueMs - b.dueMs || (a.key < b.key ? -1 : 1));
        expect(queue.nextMs()).toBe(expected[0]?.dueMs ?? Number.POSITIVE_INFINITY);
        const taken: (string | undefined)[] = [];
        for (let key = queue.take(20); key !== undefined; key = queue.take(20)) taken.push(key);
        expect(taken).toEqual(expected.map(({ key }) => key));
      }),
    );
  });

  test("starts with what the tests take for Thursday morning", () => {
    expect(new Date(startMs).getUTCDay()).toBe(4);
  });
});
