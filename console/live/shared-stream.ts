import { withQuery } from "../request/request.ts";
import { type StreamFrame, streamEvents } from "./frames.ts";

/** Named after what its frames carry: a tab that still runs another release of the page understands others. */
const lockName = "tramcanh-stream-in-brief";
const reopenAfterMs = 5_000;
/** The platform beats every 5 s; a stream without a sign for so long is dead, whatever its socket says. */
const silentAfterMs = 20_000;

/** Where frames go. */
export type TakeFrame = (frame: StreamFrame) => void;

const positionOf = (id: string): number | null => (id === "" ? null : Number(id));

/** A frame as it came: its data is text, which is handed from tab to tab at a tenth of what objects cost. */
interface RawFrame {
  readonly event: StreamFrame["event"];
  readonly position: number | null;
  readonly text: string;
}

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Data is read when somebody asks for it: in a storm most of what comes concerns nothing that is on the screen. */
const parsed = ({ event, position, text }: RawFrame): StreamFrame => {
  const dataOf = once(() => JSON.parse(text));
  return {
    event,
    position,
    get data() {
      return dataOf();
    },
  };
};

/** Holds a stream open, anew when it falls silent, and gives each frame on; gives back how to close it. */
const holdRawStream = (pathNow: () => string, take: (frame: RawFrame) => void): (() => void) => {
  let source: EventSource | null = null;
  let heardAtMs = performance.now();
  const open = (): void => {
    source?.close();
    heardAtMs = performance.now();
    source = new EventSource(pathNow());
    for (const event of streamEvents) {
      source.addEventListener(event, ({ data, lastEventId }: MessageEvent<string>) => {
        heardAtMs = performance.now();
        take({ event, position: positionOf(lastEventId), text: data });
      });
    }
  };
  const watch = setInterval(() => {
    const isClosed = source?.readyState === EventSource.CLOSED;
    if (isClosed || performance.now() - heardAtMs > silentAfterMs) open();
  }, reopenAfterMs);
  open();
  return () => {
    clearInterval(watch);
    source?.close();
  };
};

/** A stream of this tab alone: held open, anew when it falls silent. Gives back how to close it. */
export const holdStream = (pathNow: () => string, take: TakeFrame): (() => void) =>
  holdRawStream(pathNow, (frame) => take(parsed(frame)));

/** Other tabs may be this much behind the one that holds the stream. */
const passOnAfterMs = 50;

/** Gathers what comes within a moment and gives it on at once: each message between tabs costs by itself. */
const gathered = <Item>(give: (items: readonly Item[]) => void): ((item: Item) => void) => {
  let items: Item[] = [];
  return (item) => {
    items.push(item);
    if (items.length > 1) return;
    setTimeout(() => {
      give(items);
      items = [];
    }, passOnAfterMs);
  };
};

/**
 * Follows the platform's stream. Of all tabs of a browser one holds the connection, chosen by a Web Lock, and passes
 * each frame to the others through a BroadcastChannel; when it closes the next takes over and resumes after the last
 * position that it saw. Gives back how to stop.
 */
export const followStream = (take: TakeFrame): (() => void) => {
  const channel = new BroadcastChannel(lockName);
  const stopped = new AbortController();
  let position: number | null = null;
  let release: () => void = () => undefined;
  const takeOne = (frame: RawFrame): void => {
    position = frame.position ?? position;
    take(parsed(frame));
  };
  channel.onmessage = ({ data }: MessageEvent<readonly RawFrame[]>) => {
    for (const frame of data) takeOne(frame);
  };
  const passOn = gathered((frames: readonly RawFrame[]) => {
    // What is gathered when the tab closes reaches nobody: the next leader resumes after the last that it saw itself.
    if (!stopped.signal.aborted) channel.postMessage(frames);
  });
  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      // The lock may come in the moment in which nobody wants it any more.
      if (stopped.signal.aborted) return resolve();
      const close = holdRawStream(
        () => withQuery("/api/v1/stream", { brief: true, from: position }),
        (frame) => {
          passOn(frame);
          takeOne(frame);
        },
      );
      release = () => {
        close();
        resolve();
      };
    });
  navigator.locks.request(lockName, { signal: stopped.signal }, lead).catch(() => undefined);
  return () => {
    stopped.abort();
    release();
    channel.close();
  };
};
