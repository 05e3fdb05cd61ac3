/** One event of the stream. */
export interface StreamEvent {
  readonly event: string;
  /** Only events that a client may resume after carry an id. */
  readonly id?: number;
  readonly data: unknown;
}

/** The event in the wire format of server-sent events (WHATWG HTML §9.2.5); JSON holds no line breaks. */
export const eventText = ({ event, id, data }: StreamEvent): string =>
  textOf(event, { ...(id !== undefined && { id }), json: JSON.stringify(data) });

/** One thing that is told, as JSON. */
export interface ToldItem {
  readonly id?: number;
  readonly json: string;
}

const textOf = (event: string, { id, json }: ToldItem): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${json}\n\n`;

/** Things of one kind, each in an event of its own. */
export const eachText = (kind: string, items: readonly ToldItem[]): string =>
  items.map((item) => textOf(kind, item)).join("");

/** Things of one kind in one event `{"items": […]}`, named with an s; its id is that of the last of them. */
export const togetherText = (kind: string, items: readonly ToldItem[]): string => {
  const json = `{"items":[${items.map((item) => item.json).join(",")}]}`;
  return textOf(`${kind}s`, { ...items.at(-1), json });
};
