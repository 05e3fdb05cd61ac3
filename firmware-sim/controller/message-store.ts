import type { KeptMessage, KeptState } from "./controller-state.ts";

/** Where a device keeps what it must not lose. */
export interface MessageStore {
  /** What is kept now. */
  kept(): KeptState;
  /** Writes the number of a connection down, so that no later life of the device uses it again. */
  startSession(session: number): void;
  keep(messages: readonly KeptMessage[]): void;
  forget(sequences: readonly number[]): void;
  /** Forces what was written to disk without waiting for it. */
  sync(): void;
  close(): void;
}
