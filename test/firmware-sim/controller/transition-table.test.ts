import { expect, test } from "vitest";
import {
  type ControllerAction,
  type ControllerEvent,
  controllerStep,
} from "../../../firmware-sim/controller/controller.ts";
import {
  type ControllerState,
  type LinkState,
  switchedOn,
} from "../../../firmware-sim/controller/controller-state.ts";

type Link = LinkState["kind"];
type Outcome = readonly [next: Link, ...actions: ControllerAction["kind"][]];

const events: Readonly<Record<ControllerEvent["kind"], ControllerEvent>> = {
  "connect-due": { kind: "connect-due" },
  connected: { kind: "connected" },
  disconnected: { kind: "disconnected" },
  sampled: { kind: "sampled", samples: [{ node: "pwr", values: { "mains.present": true } }] },
  acknowledged: { kind: "acknowledged", delivery: 1 },
  "line-cut": { kind: "line-cut" },
  "line-restored": { kind: "line-restored" },
  stopped: { kind: "stopped" },
};

/** The table of docs/spec/site-controller.md; every state has one message kept. */
const table: Readonly<Record<Link, Readonly<Record<ControllerEvent["kind"], Outcome>>>> = {
  down: {
    "connect-due": ["connecting", "connect"],
    connected: ["down"],
    disconnected: ["down"],
    sampled: ["down", "keep"],
    acknowledged: ["down"],
    "line-cut": ["down"],
    "line-restored": ["down"],
    stopped: ["stopped", "drop-connection"],
  },
  connecting: {
    "connect-due": ["connecting"],
    connected: ["up", "announce", "publish"],
    disconnected: ["down", "wait-to-connect"],
    sampled: ["connecting", "keep"],
    acknowledged: ["connecting"],
    "line-cut": ["down", "drop-connection"],
    "line-restored": ["connecting"],
    stopped: ["stopped", "drop-connection"],
  },
  up: {
    "connect-due": ["up"],
    connected: ["up"],
    disconnected: ["down", "wait-to-connect"],
    sampled: ["up", "keep", "publish"],
    acknowledged: ["up", "forget"],
    "line-cut": ["down", "drop-connection"],
    "line-restored": ["up"],
    stopped: ["stopped", "say-farewell"],
  },
  stopped: {
    "connect-due": ["stopped"],
    connected: ["stopped"],
    disconnected: ["stopped"],
    sampled: ["stopped"],
    acknowledged: ["stopped", "forget"],
    "line-cut": ["stopped"],
    "line-restored": ["stopped"],
    stopped: ["stopped"],
  },
};

const path: Readonly<Record<Link, readonly ControllerEvent[]>> = {
  down: [],
  connecting: [events["connect-due"]],
  up: [events["connect-due"], events.connected],
  stopped: [events["connect-due"], events.connected, events.stopped],
};

const stateIn = (link: Link): ControllerState => {
  const messages = [{ sequence: 1, node: "pwr", body: "{}" }];
  const begin = switchedOn({ session: 0, nextSequence: 2, messages });
  return path[link].reduce((state, event) => controllerStep(state, event, 0).state, begin);
};

const rows = Object.values(events).flatMap((event) =>
  (["down", "connecting", "up", "stopped"] as const).map((link) => ({ link, event })),
);

test.each(rows)("$link, $event.kind", ({ link, event }) => {
  const { state, actions } = controllerStep(stateIn(link), event, 1);
  expect([state.link.kind, ...actions.map(({ kind }) => kind)]).toEqual(table[link][event.kind]);
});

test("while the line is cut, nothing is tried until it is back", () => {
  const cut = controllerStep(stateIn("down"), events["line-cut"], 1).state;
  expect(controllerStep(cut, events["connect-due"], 2).actions).toEqual([]);
  expect(controllerStep(cut, events["line-restored"], 2).actions).toEqual([{ kind: "wait-to-connect" }]);
});
