import { createServer, type IncomingMessage, type Server } from "node:http";

/** A webhook receiver over many lives of the platform: keeps every Idempotency-Key with the bodies it came with. */
export class KeyReceiver {
  /** By Idempotency-Key, in the order of their first arrival: each body once, and how often the key came. */
  readonly keys = new Map<string, { readonly bodies: Set<string>; times: number }>();
  readonly #server: Server;
  #requests = 0;
  url = "";

  /** One of `unansweredEvery` requests gets no answer. */
  constructor(unansweredEvery = 40) {
    this.#server = createServer((request, response) => {
      this.#take(request).then(
        () => {
          // Now and then the answer never leaves, as when a receiver dies after its own commit.
          if (this.#requests++ % unansweredEvery === 5) request.socket.destroy();
          else response.writeHead(204).end();
        },
        () => request.socket.destroy(),
      );
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    this.url = `http://127.0.0.1:${address.port}/hook`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const key = String(request.headers["idempotency-key"]);
    const known = this.keys.get(key) ?? { bodies: new Set<string>(), times: 0 };
    known.bodies.add(Buffer.concat(chunks).toString());
    known.times++;
    this.keys.set(key, known);
  }
}
