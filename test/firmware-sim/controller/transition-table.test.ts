import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  type ControllerAction,
  type ControllerEvent,
  controllerStep,
} from "../../../firmware-sim/controller/controller.ts";
import {
  type ControllerState,
  defaultControllerLimits,
  type LinkState,
  switchedOn,
} from "../../../firmware-sim/controller/controller-state.ts";

type Link = LinkState["kind"];
type Outcome = readonly [next: Link, ...actions: ControllerAction["kind"][]];

const events: Readonly<Record<ControllerEvent["kind"], ControllerEvent>> = {
  "connect-due": { kind: "connect-due" },
  connected: { kind: "connected" },
  disconnected: { kind: "disconnected" },
  sampled: { kind: "sampled", samples: [{ node: "pwr", values: { "mains.present": true } }], tsMs: 0 },
  acknowledged: { kind: "acknowledged", delivery: 1 },
  "answers-checked": { kind: "answers-checked" },
  "line-cut": { kind: "line-cut" },
  "line-restored": { kind: "line-restored" },
  "firmware-hung": { kind: "firmware-hung" },
  "watchdog-fired": { kind: "watchdog-fired" },
  "restart-ordered": { kind: "restart-ordered" },
  "power-lost": { kind: "power-lost" },
  "power-returned": { kind: "power-returned" },
  booted: {
    kind: "booted",
    kept: { session: 3, nextSequence: 2, messages: [{ sequence: 1, node: "pwr", body: "{}" }] },
  },
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
    "answers-checked": ["down"],
    "line-cut": ["down"],
    "line-restored": ["down"],
    "firmware-hung": ["hung", "freeze-connection", "await-watchdog"],
    "watchdog-fired": ["down"],
    "restart-ordered": ["booting", "drop-connection", "boot"],
    "power-lost": ["off", "drop-connection"],
    "power-returned": ["down"],
    booted: ["down"],
    stopped: ["stopped", "drop-connection"],
  },
  connecting: {
    "connect-due": ["connecting"],
    connected: ["up", "announce", "publish"],
    disconnected: ["down", "wait-to-connect"],
    sampled: ["connecting", "keep"],
    acknowledged: ["connecting"],
    "answers-checked": ["connecting"],
    "line-cut": ["down", "drop-connection"],
    "line-restored": ["connecting"],
    "firmware-hung": ["hung", "freeze-connection", "await-watchdog"],
    "watchdog-fired": ["connecting"],
    "restart-ordered": ["booting", "drop-connection", "boot"],
    "power-lost": ["off", "drop-connection"],
    "power-returned": ["connecting"],
    booted: ["connecting"],
    stopped: ["stopped", "drop-connection"],
  },
  up: {
    "connect-due": ["up"],
    connected: ["up"],
    disconnected: ["down", "wait-to-connect"],
    sampled: ["up", "keep", "publish"],
    acknowledged: ["up", "forget"],
    "answers-checked": ["down", "drop-connection", "wait-to-connect"],
    "line-cut": ["down", "drop-connection"],
    "line-restored": ["up"],
    "firmware-hung": ["hung", "freeze-connection", "await-watchdog"],
    "watchdog-fired": ["up"],
    "restart-ordered": ["booting", "say-farewell", "boot"],
    "power-lost": ["off", "drop-connection"],
    "power-returned": ["up"],
    booted: ["up"],
    stopped: ["stopped", "say-farewell"],
  },
  hung: {
    "connect-due": ["hung"],
    connected: ["hung"],
    disconnected: ["hung"],
    sampled: ["hung"],
    acknowledged: ["hung"],
    "answers-checked": ["hung"],
    "line-cut": ["hung", "drop-connection"],
    "line-restored": ["hung"],
    "firmware-hung": ["hung"],
    "watchdog-fired": ["booting", "drop-connection", "boot"],
    "restart-ordered": ["hung"],
    "power-lost": ["off", "drop-connection"],
    "power-returned": ["hung"],
    booted: ["hung"],
    stopped: ["stopped", "drop-connection"],
  },
  off: {
    "connect-due": ["off"],
    connected: ["off"],
    disconnected: ["off"],
    sampled: ["off"],
    acknowledged: ["off"],
    "answers-checked": ["off"],
    "line-cut": ["off"],
    "line-restored": ["off"],
    "firmware-hung": ["off"],
    "watchdog-fired": ["off"],
    "restart-ordered": ["off"],
    "power-lost": ["off"],
    "power-returned": ["booting", "boot"],
    booted: ["off"],
    stopped: ["stopped", "drop-connection"],
  },
  booting: {
    "connect-due": ["booting"],
    connected: ["booting"],
    disconnected: ["booting"],
    sampled: ["booting"],
    acknowledged: ["booting"],
    "answers-checked": ["booting"],
    "line-cut": ["booting"],
    "line-restored": ["booting"],
    "firmware-hung": ["booting"],
    "watchdog-fired": ["booting"],
    "restart-ordered": ["booting"],
    "power-lost": ["off", "drop-connection"],
    "power-returned": ["booting"],
    booted: ["down", "wait-to-connect"],
    stopped: ["stopped", "drop-connection"],
  },
  stopped: {
    "connect-due": ["stopped"],
    connected: ["stopped"],
    disconnected: ["stopped"],
    sampled: ["stopped"],
    acknowledged: ["stopped", "forget"],
    "answers-checked": ["stopped"],
    "line-cut": ["stopped"],
    "line-restored": ["stopped"],
    "firmware-hung": ["stopped"],
    "watchdog-fired": ["stopped"],
    "restart-ordered": ["stopped"],
    "power-lost": ["stopped"],
    "power-returned": ["stopped"],
    booted: ["stopped"],
    stopped: ["stopped"],
  },
};

const up: readonly ControllerEvent[] = [events["connect-due"], events.connected];
const path: Readonly<Record<Link, readonly ControllerEvent[]>> = {
  down: [],
  connecting: [events["connect-due"]],
  up,
  hung: [...up, events["firmware-hung"]],
  off: [...up, events["power-lost"]],
  booting: [...up, events["restart-ordered"]],
  stopped: [...up, events.stopped],
};

const stateIn = (link: Link): ControllerState => {
  const messages = [{ sequence: 1, node: "pwr", body: "{}" }];
  const begin = switchedOn({ session: 0, nextSequence: 2, messages });
  return path[link].reduce((state, event) => controllerStep(state, event, 0).state, begin);
};

const links = ["down", "connecting", "up", "hung", "off", "booting", "stopped"] as const;
const rows = Object.values(events).flatMap((event) => links.map((link) => ({ link, event })));

test.each(rows)("$link, $event.kind", ({ link, event }) => {
  const { state, actions } = controllerStep(stateIn(link), event, defaultControllerLimits.answerMsMax);
  expect([state.link.kind, ...actions.map(({ kind }) => kind)]).toEqual(table[link][event.kind]);
});

test("while the line is cut, nothing is tried until it is back", () => {
  const cut = controllerStep(stateIn("down"), events["line-cut"], 1).state;
  expect(controllerStep(cut, events["connect-due"], 2).actions).toEqual([]);
  expect(controllerStep(cut, events["line-restored"], 2).actions).toEqual([{ kind: "wait-to-connect" }]);
});

test("the specification shows this table", () => {
  const specification = readFileSync("docs/spec/site-controller.md", "utf8");
  const cellOf = (link: Link, [next, ...actions]: Outcome): string => {
    if (next === link && actions.length === 0) return "–";
    const asked = actions.join(", ");
    if (next === link) return asked;
    return asked === "" ? next : `${next}: ${asked}`;
  };
  const kinds = Object.values(events).map(({ kind }) => kind);
  const rows = kinds.map((kind) => [kind, ...links.map((link) => cellOf(link, table[link][kind]))]);
  for (const row of rows) expect(specification).toContain(`| ${row.join(" | ")} |`);
});
