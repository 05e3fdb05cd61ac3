/** Where a stream's text goes. */
export interface StreamSink {
  /** Bytes written that the client has not taken yet, as far as this process knows. */
  readonly bufferedBytes: number;
  write(text: string): void;
  /** Resolves when nothing is buffered, the sink is gone, or the time is over. */
  drained(timeoutMs: number): Promise<void>;
  /** Ends the stream after what is buffered. */
  end(): void;
  /** Drops the connection with what is buffered. */
  destroy(): void;
  /** Calls back once when the connection is gone, whoever ended it. */
  onGone(callback: () => void): void;
}
