import http from "node:http";
import type { StreamSink } from "../../api/stream/sink.ts";

/** One event as a client reads it. */
export interface SeenEvent {
  readonly event: string;
  readonly id: number | null;
  readonly data: Readonly<Record<string, unknown>>;
}

const eventOf = (block: string): SeenEvent => {
  const fields = new Map(
    block.split("\n").map((line): [string, string] => {
      const [name = "", ...rest] = line.split(": ");
      return [name, rest.join(": ")];
    }),
  );
  const id = fields.get("id");
  return {
    event: fields.get("event") ?? "message",
    id: id === undefined ? null : Number(id),
    data: JSON.parse(fields.get("data") ?? "{}"),
  };
};

/** Events of a text of whole blocks. */
const eventsOf = (text: string): SeenEvent[] =>
  text
    .split("\n\n")
    .filter((block) => block !== "")
    .map(eventOf);

/** A sink in memory, whose client reads nothing while `reads` is false. */
export class MemorySink implements StreamSink {
  text = "";
  reads = true;
  isGone = false;
  bufferedBytes = 0;
  #goneCallbacks: (() => void)[] = [];

  get events(): SeenEvent[] {
    return eventsOf(this.text);
  }

  write(text: string): void {
    this.text += text;
    if (!this.reads) this.bufferedBytes += text.length;
  }

  async drained(): Promise<void> {}

  end(): void {
    this.destroy();
  }

  destroy(): void {
    this.isGone = true;
    for (const callback of this.#goneCallbacks.splice(0)) callback();
  }

  onGone(callback: () => void): void {
    this.#goneCallbacks.push(callback);
  }
}

/** A client of the stream over a real socket. */
export interface SocketReader {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly events: SeenEvent[];
  /** Stops reading from the socket. */
  pause(): void;
  close(): void;
  readonly closed: Promise<void>;
}

/** Opens a stream and reads it until it is closed. */
export const readStream = (url: string, headers: Record<string, string>): Promise<SocketReader> =>
  new Promise((resolve, reject) => {
    const request = http.get(url, { headers }, (response) => {
      const events: SeenEvent[] = [];
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        const blocks = (rest + chunk).split("\n\n");
        rest = blocks.pop() ?? "";
        if (response.statusCode === 200) events.push(...blocks.map(eventOf));
      });
      response.on("error", () => {});
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        events,
        pause: () => response.pause(),
        close: () => request.destroy(),
        closed: new Promise((done) => response.once("close", () => done())),
      });
    });
    request.on("error", reject);
  });
