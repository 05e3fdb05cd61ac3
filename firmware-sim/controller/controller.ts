import { type BufferAction, forgetDelivered, keepSamples, type Sample } from "./buffer-steps.ts";
import { type ControllerState, type KeptState, type LinkState, switchedOn } from "./controller-state.ts";
import { fillWindow } from "./deliveries.ts";

export type { Sample } from "./buffer-steps.ts";

/** What happens to a controller. */
export type ControllerEvent =
  | { readonly kind: "connect-due" }
  | { readonly kind: "connected" }
  /** The attempt failed or the connection ended. */
  | { readonly kind: "disconnected" }
  /** Something to be told was measured, at this time of the device's clock. */
  | { readonly kind: "sampled"; readonly samples: readonly Sample[]; readonly tsMs: number }
  | { readonly kind: "acknowledged"; readonly delivery: number }
  /** Time to see whether a PUBACK is overdue. */
  | { readonly kind: "answers-checked" }
  | { readonly kind: "line-cut" }
  | { readonly kind: "line-restored" }
  | { readonly kind: "firmware-hung" }
  | { readonly kind: "watchdog-fired" }
  | { readonly kind: "restart-ordered" }
  | { readonly kind: "power-lost" }
  | { readonly kind: "power-returned" }
  /** The firmware runs again, with what the file kept. */
  | { readonly kind: "booted"; readonly kept: KeptState }
  | { readonly kind: "stopped" };

/** What the edge has to do, in this order. */
export type ControllerAction =
  /** Write the session number down, then connect with it. */
  | { readonly kind: "connect"; readonly session: number }
  | { readonly kind: "wait-to-connect" }
  /** The line broke: no DISCONNECT, so that the broker sends the will. */
  | { readonly kind: "drop-connection" }
  /** Nothing is written to the connection or read from it any more, but it stays open. */
  | { readonly kind: "freeze-connection" }
  /** Say goodbye on the state topic, then DISCONNECT. */
  | { readonly kind: "say-farewell"; readonly session: number }
  | { readonly kind: "announce"; readonly session: number }
  /** Report `watchdog-fired` when the firmware has not run for the watchdog's time. */
  | { readonly kind: "await-watchdog" }
  /** Report `booted` with what the file holds when the firmware is up again. */
  | { readonly kind: "boot" }
  | BufferAction;

/** A state and what led to it wants done. */
export interface Step {
  readonly state: ControllerState;
  readonly actions: readonly ControllerAction[];
}

const nothing = (state: ControllerState): Step => ({ state, actions: [] });

const connect = (state: ControllerState): Step => {
  if (state.link.kind !== "down" || state.isCut) return nothing(state);
  const session = state.session + 1;
  return {
    state: { ...state, link: { kind: "connecting" }, session },
    actions: [{ kind: "connect", session }],
  };
};

const connected = (state: ControllerState, nowMs: number): Step => {
  if (state.link.kind !== "connecting") return nothing(state);
  const counts = { ...state.counts, connections: state.counts.connections + 1 };
  const filled = fillWindow({ ...state, link: { kind: "up" }, counts }, nowMs);
  return {
    state: filled.state,
    actions: [{ kind: "announce", session: state.session }, ...filled.actions],
  };
};

/** What was on its way may or may not have arrived: it goes again, and (series, ts) makes that harmless. */
const without = (state: ControllerState, link: LinkState): ControllerState => ({
  ...state,
  link,
  deliveries: [],
  entries: state.entries.map((entry) =>
    entry.live || entry.delivery !== null ? { ...entry, live: false, delivery: null } : entry,
  ),
});

const isOpen = ({ link }: ControllerState): boolean => link.kind === "up" || link.kind === "connecting";

/** True while the firmware does its work: it measures, keeps and connects. */
export const isRunning = (state: ControllerState): boolean => isOpen(state) || state.link.kind === "down";

const disconnected = (state: ControllerState): Step => {
  if (!isOpen(state)) return nothing(state);
  const actions: readonly ControllerAction[] = state.isCut ? [] : [{ kind: "wait-to-connect" }];
  return { state: without(state, { kind: "down" }), actions };
};

const answersChecked = (state: ControllerState, nowMs: number): Step => {
  const sinceMs = nowMs - state.limits.answerMsMax;
  if (!state.deliveries.some(({ sentAtMs }) => sentAtMs <= sinceMs)) return nothing(state);
  const counts = { ...state.counts, unanswered: state.counts.unanswered + 1 };
  return {
    state: without({ ...state, counts }, { kind: "down" }),
    actions: [{ kind: "drop-connection" }, { kind: "wait-to-connect" }],
  };
};

const lineCut = (state: ControllerState): Step => {
  const isDropped = isOpen(state) || state.link.kind === "hung";
  return {
    state: { ...(isOpen(state) ? without(state, { kind: "down" }) : state), isCut: true },
    actions: isDropped ? [{ kind: "drop-connection" }] : [],
  };
};

const lineRestored = (state: ControllerState): Step => ({
  state: { ...state, isCut: false },
  actions: state.isCut && state.link.kind === "down" ? [{ kind: "wait-to-connect" }] : [],
});

const hung = (state: ControllerState): Step =>
  isRunning(state)
    ? {
        state: { ...state, link: { kind: "hung" } },
        actions: [{ kind: "freeze-connection" }, { kind: "await-watchdog" }],
      }
    : nothing(state);

const watchdogFired = (state: ControllerState): Step =>
  state.link.kind === "hung"
    ? {
        state: without(state, { kind: "booting" }),
        actions: [{ kind: "drop-connection" }, { kind: "boot" }],
      }
    : nothing(state);

/** The last words of a connection that ends in order, or its end without any. */
const goodbye = (state: ControllerState): ControllerAction =>
  state.link.kind === "up" ? { kind: "say-farewell", session: state.session } : { kind: "drop-connection" };

const restartOrdered = (state: ControllerState): Step =>
  isRunning(state)
    ? { state: without(state, { kind: "booting" }), actions: [goodbye(state), { kind: "boot" }] }
    : nothing(state);

const powerLost = (state: ControllerState): Step =>
  state.link.kind === "off"
    ? nothing(state)
    : { state: without(state, { kind: "off" }), actions: [{ kind: "drop-connection" }] };

const powerReturned = (state: ControllerState): Step =>
  state.link.kind === "off"
    ? { state: { ...state, link: { kind: "booting" } }, actions: [{ kind: "boot" }] }
    : nothing(state);

/** Memory is empty after a boot; what the file kept, the plug in the wall and our statistics are all there is. */
const booted = (state: ControllerState, kept: KeptState): Step => {
  if (state.link.kind !== "booting") return nothing(state);
  const counts = { ...state.counts, restarts: state.counts.restarts + 1 };
  return {
    state: { ...switchedOn(kept, state.limits, counts), isCut: state.isCut },
    actions: state.isCut ? [] : [{ kind: "wait-to-connect" }],
  };
};

/** What is still acknowledged before the connection ends need not be sent again in the next life. */
const stopped = (state: ControllerState): Step => ({
  state: { ...state, link: { kind: "stopped" } },
  actions: [goodbye(state)],
});

/** The next state of a site controller. Pure: the edge carries the actions out and reports what came of them. */
export const controllerStep = (state: ControllerState, event: ControllerEvent, nowMs: number): Step => {
  if (state.link.kind === "stopped" && event.kind !== "acknowledged") return nothing(state);
  switch (event.kind) {
    case "connect-due":
      return connect(state);
    case "connected":
      return connected(state, nowMs);
    case "disconnected":
      return disconnected(state);
    case "sampled":
      return isRunning(state) ? keepSamples(state, event, nowMs) : nothing(state);
    case "acknowledged":
      return state.link.kind === "hung" ? nothing(state) : forgetDelivered(state, event.delivery, nowMs);
    case "answers-checked":
      return state.link.kind === "up" ? answersChecked(state, nowMs) : nothing(state);
    case "line-cut":
      return lineCut(state);
    case "line-restored":
      return lineRestored(state);
    case "firmware-hung":
      return hung(state);
    case "watchdog-fired":
      return watchdogFired(state);
    case "restart-ordered":
      return restartOrdered(state);
    case "power-lost":
      return powerLost(state);
    case "power-returned":
      return powerReturned(state);
    case "booted":
      return booted(state, event.kept);
    case "stopped":
      return stopped(state);
  }
};
