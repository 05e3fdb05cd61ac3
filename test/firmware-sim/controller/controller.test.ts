import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import {
  type ControllerAction,
  type ControllerEvent,
  controllerStep,
  type Sample,
} from "../../../firmware-sim/controller/controller.ts";
import {
  type ControllerState,
  defaultControllerLimits,
  type KeptMessage,
  switchedOn,
} from "../../../firmware-sim/controller/controller-state.ts";

const limits = {
  ...defaultControllerLimits,
  bufferMessagesMax: 50,
  deliveriesMax: 4,
  backlogDeliveriesMax: 2,
  backlogEntriesMax: 5,
  backlogPayloadBytesMax: 400,
  liveWaitingMax: 8,
};
const fresh = (): ControllerState => switchedOn({ session: 0, nextSequence: 1, messages: [] }, limits);
const samplesOf = (...nodes: readonly string[]): readonly Sample[] =>
  nodes.map((node) => ({ node, values: { "door.open": false } }));

const run = (state: ControllerState, ...events: readonly ControllerEvent[]) => {
  const actions: ControllerAction[] = [];
  let nowMs = 1_700_000_000_000;
  let now = state;
  for (const event of events) {
    const step = controllerStep(now, event, nowMs++);
    now = step.state;
    actions.push(...step.actions);
  }
  return { state: now, actions };
};

const entry = z.object({ ts: z.number(), seq: z.number(), values: z.record(z.string(), z.boolean()) });
const telemetry = z.union([
  entry.transform((one) => ({ isArray: false, entries: [one] })),
  z.array(entry).transform((entries) => ({ isArray: true, entries })),
]);
const parsed = (payload: string | undefined) => telemetry.parse(JSON.parse(payload ?? ""));
const sequencesOf = (payload: string | undefined): number[] => parsed(payload).entries.map(({ seq }) => seq);

const kinds = (actions: readonly ControllerAction[]): string[] => actions.map(({ kind }) => kind);
const published = (actions: readonly ControllerAction[]) =>
  actions.flatMap((action) => (action.kind === "publish" ? [action] : []));
const online = (): ControllerState => run(fresh(), { kind: "connect-due" }, { kind: "connected" }).state;
const sampled = (...nodes: readonly string[]): ControllerEvent => ({
  kind: "sampled",
  samples: samplesOf(...nodes),
  tsMs: 1_700_000_000_000,
});

test("every attempt to connect has a session of its own, announced once connected", () => {
  const { state, actions } = run(
    fresh(),
    { kind: "connect-due" },
    { kind: "disconnected" },
    { kind: "connect-due" },
    { kind: "connected" },
  );
  expect(actions).toEqual([
    { kind: "connect", session: 1 },
    { kind: "wait-to-connect" },
    { kind: "connect", session: 2 },
    { kind: "announce", session: 2 },
  ]);
  expect(state.counts.connections).toBe(1);
});

test("a message is kept before it is published and forgotten only at its acknowledgement", () => {
  const first = run(online(), sampled("pwr"));
  expect(kinds(first.actions)).toEqual(["keep", "publish"]);
  expect(first.state.entries).toHaveLength(1);
  const second = run(first.state, { kind: "acknowledged", delivery: 1 });
  expect(second.actions).toEqual([{ kind: "forget", sequences: [1] }]);
  expect(second.state.entries).toEqual([]);
  expect(second.state.bufferBytes).toBe(0);
});

test("a live message is one object with ts, seq and values", () => {
  const [publish] = published(run(online(), sampled("pwr")).actions);
  const entries = [{ ts: 1_700_000_000_000, seq: 1, values: { "door.open": false } }];
  expect(parsed(publish?.payload)).toEqual({ isArray: false, entries });
});

test("what was measured during a cut comes afterwards as arrays of one node, oldest first", () => {
  const offline = run(fresh(), sampled("pwr", "ctl"), sampled("pwr", "ctl"), sampled("pwr", "ctl")).state;
  const publishes = published(run(offline, { kind: "connect-due" }, { kind: "connected" }).actions);
  expect(publishes.map(({ node, payload }) => [node, sequencesOf(payload)])).toEqual([
    ["pwr", [1, 3, 5]],
    ["ctl", [2, 4, 6]],
  ]);
  expect(publishes.every(({ payload }) => parsed(payload).isArray)).toBe(true);
});

test("live readings overtake the backlog and never wait for it", () => {
  const offline = run(fresh(), ...Array.from({ length: 20 }, () => sampled("pwr"))).state;
  const back = run(offline, { kind: "connect-due" }, { kind: "connected" });
  expect(published(back.actions)).toHaveLength(limits.backlogDeliveriesMax);
  const live = run(back.state, sampled("pwr"));
  const [publish] = published(live.actions);
  expect(sequencesOf(publish?.payload)).toEqual([21]);
});

test("live readings that the platform does not take become backlog", () => {
  const stuck = run(
    online(),
    ...Array.from({ length: limits.deliveriesMax + limits.liveWaitingMax + 1 }, () => sampled("pwr")),
  );
  const resumed = run(stuck.state, { kind: "acknowledged", delivery: 1 });
  const [publish] = published(resumed.actions);
  expect(sequencesOf(publish?.payload)).toHaveLength(limits.backlogEntriesMax);
});

test("messages on their way when the connection breaks are sent again", () => {
  const sent = run(online(), sampled("pwr"));
  const again = run(sent.state, { kind: "disconnected" }, { kind: "connect-due" }, { kind: "connected" });
  expect(published(again.actions).map(({ payload }) => sequencesOf(payload))).toEqual([[1]]);
});

test("while the line is cut nothing is tried, and its return leads to a new attempt", () => {
  const cut = run(online(), { kind: "line-cut" }, { kind: "disconnected" }, { kind: "connect-due" });
  expect(kinds(cut.actions)).toEqual(["drop-connection"]);
  expect(kinds(run(cut.state, { kind: "line-restored" }).actions)).toEqual(["wait-to-connect"]);
});

test("a full buffer drops its oldest and counts them", () => {
  const full = run(
    fresh(),
    ...Array.from({ length: limits.bufferMessagesMax + 3 }, () => sampled("pwr")),
  ).state;
  expect(full.entries).toHaveLength(limits.bufferMessagesMax);
  expect(full.entries[0]?.sequence).toBe(4);
  expect(full.counts.dropped).toBe(3);
});

test("a buffer full of bytes drops its oldest, too", () => {
  const tight = { ...fresh(), limits: { ...limits, bufferBytesMax: 200 } };
  const full = run(tight, ...Array.from({ length: 10 }, () => sampled("pwr"))).state;
  expect(full.bufferBytes).toBeLessThanOrEqual(200);
  expect(full.counts.dropped).toBeGreaterThan(0);
});

const held = (state: ControllerState) => ({
  session: state.session,
  nextSequence: state.nextSequence,
  messages: [],
});

test("a PUBACK that stays away too long ends the connection, which is begun anew and carries it again", () => {
  const sent = run(online(), sampled("pwr")).state;
  const sentAtMs = sent.deliveries[0]?.sentAtMs ?? 0;
  const check = (afterMs: number) => controllerStep(sent, { kind: "answers-checked" }, sentAtMs + afterMs);
  expect(check(limits.answerMsMax - 1).actions).toEqual([]);
  const late = check(limits.answerMsMax);
  expect(kinds(late.actions)).toEqual(["drop-connection", "wait-to-connect"]);
  expect(late.state.counts.unanswered).toBe(1);
  const again = run(late.state, { kind: "connect-due" }, { kind: "connected" });
  expect(published(again.actions).map(({ payload }) => sequencesOf(payload))).toEqual([[1]]);
});

test("a hang stops everything until the watchdog restarts: memory is lost, the numbers go on", () => {
  const hung = run(online(), { kind: "firmware-hung" }, sampled("pwr"), { kind: "disconnected" });
  expect(kinds(hung.actions)).toEqual(["freeze-connection", "await-watchdog"]);
  const booting = run(hung.state, { kind: "watchdog-fired" });
  expect(kinds(booting.actions)).toEqual(["drop-connection", "boot"]);
  const kept = { session: 4, nextSequence: 9, messages: [{ sequence: 8, node: "pwr", body: "{}" }] };
  const back = run(booting.state, { kind: "booted", kept }, { kind: "connect-due" });
  expect(back.actions).toEqual([{ kind: "wait-to-connect" }, { kind: "connect", session: 5 }]);
  expect(back.state.nextSequence).toBe(9);
  expect(back.state.entries.map(({ sequence }) => sequence)).toEqual([8]);
  expect(back.state.counts.restarts).toBe(1);
});

test("without power the device is gone without a word, and boots when power returns", () => {
  const off = run(online(), sampled("pwr"), { kind: "power-lost" }, sampled("pwr"), { kind: "connect-due" });
  expect(kinds(off.actions)).toEqual(["keep", "publish", "drop-connection"]);
  const back = run(off.state, { kind: "power-returned" }, { kind: "booted", kept: held(off.state) });
  expect(kinds(back.actions)).toEqual(["boot", "wait-to-connect"]);
});

test("power that fails again during the boot ends it", () => {
  const off = run(online(), { kind: "power-lost" }, { kind: "power-returned" }, { kind: "power-lost" }).state;
  expect(run(off, { kind: "booted", kept: held(off) }).state.link.kind).toBe("off");
});

test("a restart that was ordered says farewell first", () => {
  expect(kinds(run(online(), { kind: "restart-ordered" }).actions)).toEqual(["say-farewell", "boot"]);
});

test("a boot behind a cut line waits for the line", () => {
  const off = run(online(), { kind: "power-lost" }, { kind: "line-cut" }, { kind: "power-returned" }).state;
  const back = run(off, { kind: "booted", kept: held(off) }, { kind: "connect-due" });
  expect(back.actions).toEqual([]);
  expect(kinds(run(back.state, { kind: "line-restored" }).actions)).toEqual(["wait-to-connect"]);
});

test("switched off: farewell, late acknowledgements still count, nothing else happens", () => {
  const off = run(online(), sampled("pwr"), { kind: "stopped" });
  expect(kinds(off.actions)).toEqual(["keep", "publish", "say-farewell"]);
  const late = run(off.state, { kind: "acknowledged", delivery: 1 }, sampled("pwr"), { kind: "connect-due" });
  expect(kinds(late.actions)).toEqual(["forget"]);
});

/** A boot finds in the file what was kept and not forgotten. */
type Happening = Exclude<ControllerEvent, { readonly kind: "booted" }> | { readonly kind: "booted" };

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.subarray(["ctl", "pwr", "mw1"], { minLength: 1 }).map((nodes) => sampled(...nodes)),
  },
  {
    weight: 6,
    arbitrary: fc.nat({ max: 60 }).map((delivery): Happening => ({ kind: "acknowledged", delivery })),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        "connect-due",
        "connected",
        "disconnected",
        "line-cut",
        "line-restored",
        "answers-checked",
      )
      .map((kind): Happening => ({ kind })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("firmware-hung", "restart-ordered", "power-lost", "power-returned", "power-returned")
      .map((kind): Happening => ({ kind })),
  },
  { weight: 2, arbitrary: fc.constantFrom("watchdog-fired", "booted").map((kind): Happening => ({ kind })) },
);

const eventOf = (
  happening: Happening,
  file: {
    readonly session: number;
    readonly nextSequence: number;
    readonly messages: readonly KeptMessage[];
  },
): ControllerEvent => (happening.kind === "booted" ? { kind: "booted", kept: file } : happening);

test("law: whatever happens, no message is lost, none is published before it is kept, and every limit holds", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 120 }), (events) => {
      const kept = new Set<number>();
      const forgotten = new Set<number>();
      const sessions = new Set<number>();
      const file = new Map<number, KeptMessage>();
      let state = fresh();
      let session = 0;
      for (const [index, happening] of events.entries()) {
        const step = controllerStep(
          state,
          eventOf(happening, { session, nextSequence: kept.size + 1, messages: [...file.values()] }),
          index * 30_000,
        );
        for (const action of step.actions) {
          if (action.kind === "connect") {
            expect(sessions.has(action.session)).toBe(false);
            sessions.add(action.session);
            session = action.session;
          }
          if (action.kind === "keep")
            for (const message of action.messages) {
              expect(kept.has(message.sequence)).toBe(false);
              kept.add(message.sequence);
              file.set(message.sequence, message);
            }
          if (action.kind === "forget")
            for (const sequence of action.sequences) {
              forgotten.add(sequence);
              file.delete(sequence);
            }
          if (action.kind !== "publish") continue;
          const sequences = sequencesOf(action.payload);
          expect(sequences.every((sequence) => kept.has(sequence))).toBe(true);
          expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
          expect(sequences.length).toBeLessThanOrEqual(limits.backlogEntriesMax);
          expect(action.payload.length).toBeLessThanOrEqual(limits.backlogPayloadBytesMax);
        }
        state = step.state;
        const inBuffer = state.entries.map(({ sequence }) => sequence);
        expect(new Set([...inBuffer, ...forgotten])).toEqual(kept);
        expect(inBuffer.some((sequence) => forgotten.has(sequence))).toBe(false);
        expect(state.deliveries.length).toBeLessThanOrEqual(limits.deliveriesMax);
        expect(inBuffer.length).toBeLessThanOrEqual(limits.bufferMessagesMax);
        expect(state.counts.acknowledged + state.counts.dropped).toBe(forgotten.size);
      }
    }),
  );
});
