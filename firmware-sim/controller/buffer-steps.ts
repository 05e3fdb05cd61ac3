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

/** What the buffer wants done with the file and the connection. */
export type BufferAction =
  /** Append to the file; before any publish of it. */
  | { readonly kind: "keep"; readonly messages: readonly KeptMessage[] }
  /** Take off the file. */
  | { readonly kind: "forget"; readonly sequences: readonly number[] }
  | PublishAction;

interface BufferStep {
  readonly state: ControllerState;
  readonly actions: readonly BufferAction[];
}

const makeRoom = (state: ControllerState): BufferStep => {
  let bytes = state.bufferBytes;
  let dropped = 0;
  const { bufferMessagesMax, bufferBytesMax } = state.limits;
  for (const entry of state.entries) {
    if (state.entries.length - dropped <= bufferMessagesMax && bytes <= bufferBytesMax) break;
    bytes -= messageBytes(entry);
    dropped++;
  }
  if (dropped === 0) return { state, actions: [] };
  const sequences = state.entries.slice(0, dropped).map((entry) => entry.sequence);
  const counts = { ...state.counts, dropped: state.counts.dropped + dropped };
  return {
    state: { ...state, entries: state.entries.slice(dropped), bufferBytes: bytes, counts },
    actions: [{ kind: "forget", sequences }],
  };
};

/** Keeps what was measured at `tsMs` of the device's clock, and sends it if the window has room. */
export const keepSamples = (
  state: ControllerState,
  { samples, tsMs }: { readonly samples: readonly Sample[]; readonly tsMs: number },
  nowMs: number,
): BufferStep => {
  const messages = samples.map((sample, index) => {
    const sequence = state.nextSequence + index;
    return { sequence, node: sample.node, body: nativeEntry({ tsMs, sequence, values: sample.values }) };
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
  const filled = fillWindow(roomy.state, nowMs);
  return {
    state: filled.state,
    actions: [{ kind: "keep", messages }, ...roomy.actions, ...filled.actions],
  };
};

/** Forgets what arrived with this delivery, and sends what the window has room for now. */
export const forgetDelivered = (state: ControllerState, delivery: number, nowMs: number): BufferStep => {
  if (!state.deliveries.some(({ number }) => number === delivery)) return { state, actions: [] };
  const arrived = state.entries.filter((entry) => entry.delivery === delivery);
  const filled = fillWindow(
    {
      ...state,
      entries: state.entries.filter((entry) => entry.delivery !== delivery),
      deliveries: state.deliveries.filter(({ number }) => number !== delivery),
      bufferBytes: arrived.reduce((bytes, entry) => bytes - messageBytes(entry), state.bufferBytes),
      counts: { ...state.counts, acknowledged: state.counts.acknowledged + arrived.length },
    },
    nowMs,
  );
  const sequences = arrived.map((entry) => entry.sequence);
  return { state: filled.state, actions: [{ kind: "forget", sequences }, ...filled.actions] };
};
