/** One telemetry message that a device keeps until the platform has it. */
export interface KeptMessage {
  /** Number within the device, growing by one a message, never used twice. */
  readonly sequence: number;
  readonly node: string;
  /** The JSON object `{"ts", "seq", "values"}`. */
  readonly body: string;
}

/** Where a kept message stands. */
export interface BufferEntry extends KeptMessage {
  /** Recorded while online and not overtaken by a cut: goes out alone, before any backlog. */
  readonly live: boolean;
  /** The delivery that it is on its way with; null while it waits. */
  readonly delivery: number | null;
}

/** One PUBLISH that waits for its PUBACK. */
export interface Delivery {
  readonly number: number;
  readonly kind: "live" | "backlog";
  readonly sentAtMs: number;
}

/** What the controller is at: its connection while its firmware runs, and otherwise why it does not. */
export type LinkState =
  | { readonly kind: "down" }
  | { readonly kind: "connecting" }
  | { readonly kind: "up" }
  /** The firmware hangs; the connection, if there is one, is open and dead. */
  | { readonly kind: "hung" }
  /** No power. */
  | { readonly kind: "off" }
  /** Has power or was restarted, and is not up yet. */
  | { readonly kind: "booting" }
  /** Switched off for good. */
  | { readonly kind: "stopped" };

/** Limits of a controller's buffer and of what it has on its way. */
export interface ControllerLimits {
  readonly bufferMessagesMax: number;
  readonly bufferBytesMax: number;
  /** PUBLISH packets without their PUBACK. */
  readonly deliveriesMax: number;
  /** Of those, how many may be backlog, so that live readings never wait behind it. */
  readonly backlogDeliveriesMax: number;
  readonly backlogEntriesMax: number;
  readonly backlogPayloadBytesMax: number;
  /** More live messages than this waiting means that the platform does not take them: they become backlog. */
  readonly liveWaitingMax: number;
  /** A PUBACK that takes longer means that the connection is no good; it is begun anew. */
  readonly answerMsMax: number;
}

/** A week of a site with six nodes at one message a minute fits. */
export const defaultControllerLimits: ControllerLimits = {
  bufferMessagesMax: 65_536,
  bufferBytesMax: 16 * 1024 * 1024,
  deliveriesMax: 20,
  backlogDeliveriesMax: 10,
  backlogEntriesMax: 1000,
  backlogPayloadBytesMax: 128 * 1024,
  liveWaitingMax: 100,
  answerMsMax: 120_000,
};

/** All that a controller knows; a new one after every event. */
export interface ControllerState {
  readonly limits: ControllerLimits;
  readonly link: LinkState;
  /** The line is cut: no use trying. */
  readonly isCut: boolean;
  /** Number of the present or last connection attempt; part of birth and will. */
  readonly session: number;
  readonly nextSequence: number;
  readonly nextDelivery: number;
  /** Oldest first. */
  readonly entries: readonly BufferEntry[];
  readonly bufferBytes: number;
  readonly deliveries: readonly Delivery[];
  readonly counts: ControllerCounts;
}

/** What has happened since the process started, restarts of the device included. */
export interface ControllerCounts {
  readonly recorded: number;
  /** PUBLISH packets of telemetry, repeats included. */
  readonly published: number;
  readonly acknowledged: number;
  /** Dropped, oldest first, because the buffer was full. */
  readonly dropped: number;
  readonly connections: number;
  /** Connections given up because a PUBACK did not come. */
  readonly unanswered: number;
  /** Boots after the first: restarts and returns of power. */
  readonly restarts: number;
}

/** What was kept from an earlier life of the device. */
export interface KeptState {
  readonly session: number;
  readonly nextSequence: number;
  readonly messages: readonly KeptMessage[];
}

/** Bytes that a message counts for in the buffer; bodies are ASCII. */
export const messageBytes = (message: KeptMessage): number => message.body.length;

const nothingYet: ControllerCounts = {
  recorded: 0,
  published: 0,
  acknowledged: 0,
  dropped: 0,
  connections: 0,
  unanswered: 0,
  restarts: 0,
};

/** The state of a controller that has just been switched on; counts may go on from an earlier life. */
export const switchedOn = (
  kept: KeptState,
  limits = defaultControllerLimits,
  counts = nothingYet,
): ControllerState => ({
  limits,
  link: { kind: "down" },
  isCut: false,
  session: kept.session,
  nextSequence: kept.nextSequence,
  nextDelivery: 1,
  entries: kept.messages.map((message) => ({ ...message, live: false, delivery: null })),
  bufferBytes: kept.messages.reduce((sum, message) => sum + messageBytes(message), 0),
  deliveries: [],
  counts,
});
