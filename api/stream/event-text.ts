/** One event of the stream. */
export interface StreamEvent {
  readonly event: string;
  /** Only events that a client may resume after carry an id. */
  readonly id?: number;
  readonly data: unknown;
}

/** The event in the wire format of server-sent events (WHATWG HTML §9.2.5); JSON holds no line breaks. */
export const eventText = ({ event, id, data }: StreamEvent): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
