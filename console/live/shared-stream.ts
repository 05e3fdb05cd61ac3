import { type StreamFrame, streamEvents } from "./frames.ts";

const lockName = "tramcanh-stream";
const reopenAfterMs = 5_000;
/** The platform beats every 5 s; a stream without a sign for so long is dead, whatever its socket says. */
const silentAfterMs = 20_000;

/** Where frames go. */
export type TakeFrame = (frame: StreamFrame) => void;

const positionOf = (id: string): number | null => (id === "" ? null : Number(id));

/** Holds a stream open, anew when it falls silent, and gives each frame on; gives back how to close it. */
export const holdStream = (pathNow: () => string, take: TakeFrame): (() => void) => {
  let source: EventSource | null = null;
  let heardAtMs = performance.now();
  const open = (): void => {
    source?.close();
    heardAtMs = performance.now();
    source = new EventSource(pathNow());
    for (const event of streamEvents) {
      source.addEventListener(event, ({ data, lastEventId }: MessageEvent<string>) => {
        heardAtMs = performance.now();
        take({ event, position: positionOf(lastEventId), data: JSON.parse(data) });
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
  const takeOne = (frame: StreamFrame): void => {
    position = frame.position ?? position;
    take(frame);
  };
  channel.onmessage = ({ data }: MessageEvent<StreamFrame>) => takeOne(data);
  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      // The lock may come in the moment in which nobody wants it any more.
      if (stopped.signal.aborted) return resolve();
      const close = holdStream(
        () => (position === null ? "/api/v1/stream" : `/api/v1/stream?from=${position}`),
        (frame) => {
          channel.postMessage(frame);
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
