import { nativeEntry } from "../dialects/native.ts";
import {
  type BufferEntry,
  type ControllerState,
  type KeptMessage,
  messageBytes,
} from "./controller-state.ts";
import { fillWindow, type PublishAction } from "./deliveries.ts";

/** Readings of one node at one instant. */
export interface Sample {
  readonly node: string;
  readonly values: Readonly<Record<string, number | boolean | string>>;
}

/** What happens to a controller. */
export type ControllerEvent =
  | { readonly kind: "connect-due" }
  | { readonly kind: "connected" }
  /** The attempt failed or the connection ended. */
  | { readonly kind: "disconnected" }
  | { readonly kind: "sampled"; readonly samples: readonly Sample[] }
  | { readonly kind: "acknowledged"; readonly delivery: number }
  | { readonly kind: "line-cut" }
  | { readonly kind: "line-restored" }
  | { readonly kind: "stopped" };

/** What the edge has to do, in this order. */
export type ControllerAction =
  /** Write the session number down, then connect with it. */
  | { readonly kind: "connect"; readonly session: number }
  | { readonly kind: "wait-to-connect" }
  /** The line broke: no DISCONNECT, so that the broker sends the will. */
  | { readonly kind: "drop-connection" }
  /** Say goodbye on the state topic, then DISCONNECT. */
  | { readonly kind: "say-farewell"; readonly session: number }
  | { readonly kind: "announce"; readonly session: number }
  /** Append to the file; before any publish of it. */
  | { readonly kind: "keep"; readonly messages: readonly KeptMessage[] }
  /** Take off the file. */
  | { readonly kind: "forget"; readonly sequences: readonly number[] }
  | PublishAction;

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

const connected = (state: ControllerState): Step => {
  if (state.link.kind !== "connecting") return nothing(state);
  const counts = { ...state.counts, connections: state.counts.connections + 1 };
  const filled = fillWindow({ ...state, link: { kind: "up" }, counts });
  return {
    state: filled.state,
    actions: [{ kind: "announce", session: state.session }, ...filled.actions],
  };
};

/** What was on its way may or may not have arrived: it goes again, and (series, ts) makes that harmless. */
const linkDown = (state: ControllerState): ControllerState => ({
  ...state,
  link: { kind: "down" },
  deliveries: [],
  entries: state.entries.map((entry) =>
    entry.live || entry.delivery !== null ? { ...entry, live: false, delivery: null } : entry,
  ),
});

const disconnected = (state: ControllerState): Step => {
  if (state.link.kind !== "up" && state.link.kind !== "connecting") return nothing(state);
  const actions: readonly ControllerAction[] = state.isCut ? [] : [{ kind: "wait-to-connect" }];
  return { state: linkDown(state), actions };
};

const makeRoom = (state: ControllerState): Step => {
  let bytes = state.bufferBytes;
  let dropped = 0;
  const { bufferMessagesMax, bufferBytesMax } = state.limits;
  for (const entry of state.entries) {
    if (state.entries.length - dropped <= bufferMessagesMax && bytes <= bufferBytesMax) break;
    bytes -= messageBytes(entry);
    dropped++;
  }
  if (dropped === 0) return nothing(state);
  const sequences = state.entries.slice(0, dropped).map((entry) => entry.sequence);
  const counts = { ...state.counts, dropped: state.counts.dropped + dropped };
  return {
    state: { ...state, entries: state.entries.slice(dropped), bufferBytes: bytes, counts },
    actions: [{ kind: "forget", sequences }],
  };
};

const sampled = (state: ControllerState, samples: readonly Sample[], nowMs: number): Step => {
  const messages = samples.map((sample, index) => {
    const sequence = state.nextSequence + index;
    return {
      sequence,
      node: sample.node,
      body: nativeEntry({ tsMs: nowMs, sequence, values: sample.values }),
    };
  });
  const live = state.link.kind === "up";
  const added: readonly BufferEntry[] = messages.map((message) => ({ ...message, live, delivery: null }));
  const roomy = makeRoom({
    ...state,
    nextSequence: state.nextSequence + messages.length,
    entries: [...state.entries, ...added],
    bufferBytes: messages.reduce((sum, message) => sum + messageBytes(message), state.bufferBytes),
    counts: { ...state.counts, recorded: state.counts.recorded + messages.length },
  });
  const filled = fillWindow(roomy.state);
  return {
    state: filled.state,
    actions: [{ kind: "keep", messages }, ...roomy.actions, ...filled.actions],
  };
};

const acknowledged = (state: ControllerState, delivery: number): Step => {
  if (!state.deliveries.some(({ number }) => number === delivery)) return nothing(state);
  const arrived = state.entries.filter((entry) => entry.delivery === delivery);
  const filled = fillWindow({
    ...state,
    entries: state.entries.filter((entry) => entry.delivery !== delivery),
    deliveries: state.deliveries.filter(({ number }) => number !== delivery),
    bufferBytes: arrived.reduce((bytes, entry) => bytes - messageBytes(entry), state.bufferBytes),
    counts: { ...state.counts, acknowledged: state.counts.acknowledged + arrived.length },
  });
  const sequences = arrived.map((entry) => entry.sequence);
  return { state: filled.state, actions: [{ kind: "forget", sequences }, ...filled.actions] };
};

const lineCut = (state: ControllerState): Step => {
  const isOpen = state.link.kind === "up" || state.link.kind === "connecting";
  return {
    state: { ...(isOpen ? linkDown(state) : state), isCut: true },
    actions: isOpen ? [{ kind: "drop-connection" }] : [],
  };
};

const lineRestored = (state: ControllerState): Step => ({
  state: { ...state, isCut: false },
  actions: state.isCut && state.link.kind === "down" ? [{ kind: "wait-to-connect" }] : [],
});

/** What is still acknowledged before the connection ends need not be sent again in the next life. */
const stopped = (state: ControllerState): Step => ({
  state: { ...state, link: { kind: "stopped" } },
  actions:
    state.link.kind === "up"
      ? [{ kind: "say-farewell", session: state.session }]
      : [{ kind: "drop-connection" }],
});

/** The next state of a site controller. Pure: the edge carries the actions out and reports what came of them. */
export const controllerStep = (state: ControllerState, event: ControllerEvent, nowMs: number): Step => {
  if (state.link.kind === "stopped" && event.kind !== "acknowledged") return nothing(state);
  switch (event.kind) {
    case "connect-due":
      return connect(state);
    case "connected":
      return connected(state);
    case "disconnected":
      return disconnected(state);
    case "sampled":
      return sampled(state, event.samples, nowMs);
    case "acknowledged":
      return acknowledged(state, event.delivery);
    case "line-cut":
      return lineCut(state);
    case "line-restored":
      return lineRestored(state);
    case "stopped":
      return stopped(state);
  }
};
