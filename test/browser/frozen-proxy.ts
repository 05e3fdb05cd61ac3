import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { z } from "zod";

/** A TCP proxy that can stop forwarding without closing anything, as a dead mobile link does. */
export interface FrozenProxy {
  readonly url: string;
  /** Connections that are open now never carry a byte again; new ones still do. */
  freeze(): void;
  close(): void;
}

const addressSchema = z.object({ port: z.number() });

/** Opens a proxy before the server at a URL. */
export const openFrozenProxy = async (target: string): Promise<FrozenProxy> => {
  const { hostname, port } = new URL(target);
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((incoming) => {
    const outgoing = connect(Number(port), hostname);
    const pair = [incoming, outgoing] as const;
    pairs.add(pair);
    incoming.pipe(outgoing);
    outgoing.pipe(incoming);
    for (const socket of pair) {
      socket.on("error", () => undefined);
      socket.once("close", () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const own = addressSchema.parse(server.address());
  return {
    url: `http://127.0.0.1:${own.port}`,
    freeze: () => {
      for (const [incoming, outgoing] of pairs) {
        incoming.unpipe(outgoing);
        outgoing.unpipe(incoming);
        incoming.pause();
        outgoing.pause();
      }
    },
    close: () => {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      server.close();
    },
  };
};
