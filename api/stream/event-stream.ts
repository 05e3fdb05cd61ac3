import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { StreamSink } from "./sink.ts";

const drainedOf = (raw: ServerResponse, timeoutMs: number): Promise<void> =>
  new Promise((resolve) => {
    if (raw.destroyed || raw.writableLength === 0) return resolve();
    const done = () => {
      clearTimeout(timer);
      raw.off("drain", done).off("close", done);
      resolve();
    };
    const timer = setTimeout(done, timeoutMs);
    raw.once("drain", done).once("close", done);
  });

/**
 * Takes a reply out of Fastify's hands and answers it as a stream of events. Done on the plain response because a
 * stream that nobody reads must be seen (bytes buffered) and cut, which a writer that awaits each event can't.
 */
export const openEventStream = (reply: FastifyReply): StreamSink => {
  const { raw } = reply;
  const headers = reply.getHeaders();
  reply.hijack();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // Proxies of the nginx family gather answers unless told not to.
    "x-accel-buffering": "no",
  });
  raw.flushHeaders();
  return {
    get bufferedBytes() {
      return raw.writableLength;
    },
    write: (text) => {
      if (!raw.destroyed && !raw.writableEnded) raw.write(text);
    },
    drained: (timeoutMs) => drainedOf(raw, timeoutMs),
    end: () => {
      if (!raw.writableEnded) raw.end();
    },
    destroy: () => {
      raw.destroy();
    },
    onGone: (callback) => {
      if (raw.destroyed) callback();
      else raw.once("close", callback);
    },
  };
};
