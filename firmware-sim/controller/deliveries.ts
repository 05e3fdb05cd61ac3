import { type BufferEntry, type ControllerState, type Delivery, messageBytes } from "./controller-state.ts";

/** Publish this payload on the node's telemetry topic, QoS 1, and report the PUBACK under the delivery's number. */
export interface PublishAction {
  readonly kind: "publish";
  readonly delivery: number;
  readonly node: string;
  readonly payload: string;
}

interface Filled {
  readonly state: ControllerState;
  readonly actions: readonly PublishAction[];
}

/** Brackets of the array around a backlog payload, and a comma an entry. */
const bracketBytes = 2;

const isWaiting = (entry: BufferEntry): boolean => entry.delivery === null;

/** Live readings that nobody takes are backlog: in arrays they cost the platform far less once it is back. */
const demote = (state: ControllerState): ControllerState => {
  const waiting = state.entries.filter((entry) => entry.live && isWaiting(entry)).length;
  if (waiting <= state.limits.liveWaitingMax) return state;
  const entries = state.entries.map((entry) =>
    isWaiting(entry) && entry.live ? { ...entry, live: false } : entry,
  );
  return { ...state, entries };
};

/** The oldest waiting backlog of one node that fits into one message. */
const nextBacklog = (state: ControllerState): readonly BufferEntry[] => {
  const { backlogEntriesMax, backlogPayloadBytesMax } = state.limits;
  const first = state.entries.find((entry) => !entry.live && isWaiting(entry));
  if (first === undefined) return [];
  const chosen: BufferEntry[] = [];
  let bytes = bracketBytes;
  for (const entry of state.entries) {
    if (entry.live || !isWaiting(entry) || entry.node !== first.node) continue;
    bytes += messageBytes(entry) + 1;
    if (chosen.length > 0 && (chosen.length === backlogEntriesMax || bytes > backlogPayloadBytesMax)) break;
    chosen.push(entry);
  }
  return chosen;
};

const nextDelivery = (
  state: ControllerState,
): { readonly kind: Delivery["kind"]; readonly entries: readonly BufferEntry[] } | null => {
  if (state.deliveries.length >= state.limits.deliveriesMax) return null;
  const live = state.entries.find((entry) => entry.live && isWaiting(entry));
  if (live !== undefined) return { kind: "live", entries: [live] };
  const onTheWay = state.deliveries.filter(({ kind }) => kind === "backlog").length;
  if (onTheWay >= state.limits.backlogDeliveriesMax) return null;
  const entries = nextBacklog(state);
  return entries.length === 0 ? null : { kind: "backlog", entries };
};

const payloadOf = (kind: Delivery["kind"], entries: readonly BufferEntry[]): string => {
  const bodies = entries.map((entry) => entry.body).join(",");
  return kind === "live" ? bodies : `[${bodies}]`;
};

/**
 * Sends what the window has room for: waiting live readings first, one message each, so that the platform sees the
 * present at once; then the backlog, oldest first, in arrays of one node.
 */
export const fillWindow = (before: ControllerState, nowMs: number): Filled => {
  if (before.link.kind !== "up") return { state: before, actions: [] };
  let state = demote(before);
  const actions: PublishAction[] = [];
  for (let next = nextDelivery(state); next !== null; next = nextDelivery(state)) {
    const { kind, entries } = next;
    const delivery = state.nextDelivery;
    const sent = new Set(entries.map((entry) => entry.sequence));
    actions.push({
      kind: "publish",
      delivery,
      node: entries[0]?.node ?? "",
      payload: payloadOf(kind, entries),
    });
    state = {
      ...state,
      nextDelivery: delivery + 1,
      deliveries: [...state.deliveries, { number: delivery, kind, sentAtMs: nowMs }],
      counts: { ...state.counts, published: state.counts.published + 1 },
      entries: state.entries.map((entry) => (sent.has(entry.sequence) ? { ...entry, delivery } : entry)),
    };
  }
  return { state, actions };
};
