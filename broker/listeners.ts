import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createServer as createTlsServer } from "node:tls";
import { acceptWebSockets } from "./websocket.ts";

/** Where a listener is bound; port 0 picks a free one. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Key and certificate of the platform, PEM; with `clientAuthority`, certificates of devices are looked at. */
export interface TlsMaterial {
  readonly key: string | Buffer;
  readonly certificate: string | Buffer;
  /** PEM of the authority that signs device certificates. */
  readonly clientAuthority?: string | Buffer;
  /** True: a device without a certificate can't connect. */
  readonly clientCertificateRequired?: boolean;
}

/** The ways in that are to be opened. */
export interface ListenerOptions {
  readonly tcp?: Endpoint;
  readonly tls?: Endpoint & TlsMaterial;
  readonly websocket?: Endpoint & { readonly tls?: TlsMaterial };
}

/** An open way in. */
export interface Listener {
  readonly kind: "tcp" | "tls" | "websocket";
  readonly url: string;
  readonly port: number;
  /** Stops accepting; open connections are the broker's. */
  close(): Promise<void>;
}

/** Hands an accepted connection to the broker. */
export type Accept = (connection: Duplex, request?: IncomingMessage) => void;

/** PUBACKs are four bytes: waiting to fill a segment would delay each by up to 40 ms. */
const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

const tlsOptions = (material: TlsMaterial) => ({
  key: material.key,
  cert: material.certificate,
  ...(material.clientAuthority === undefined ? {} : { ca: material.clientAuthority, requestCert: true }),
  rejectUnauthorized: material.clientCertificateRequired === true,
});

const listen = (server: Server, endpoint: Endpoint): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: endpoint.host, port: endpoint.port, backlog: 4_096 }, () => {
      server.off("error", reject);
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : endpoint.port);
    });
  });

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

const open = async (
  server: Server,
  endpoint: Endpoint,
  face: { kind: Listener["kind"]; scheme: string; path?: string },
): Promise<Listener> => {
  const port = await listen(server, endpoint);
  const host = endpoint.host === "0.0.0.0" || endpoint.host === "::" ? "127.0.0.1" : endpoint.host;
  return {
    kind: face.kind,
    url: `${face.scheme}://${host}:${port}${face.path ?? ""}`,
    port,
    close: () => closeServer(server),
  };
};

/** Opens the ways in that are configured; closes those already open when one fails. */
export const openListeners = async (options: ListenerOptions, accept: Accept): Promise<Listener[]> => {
  const opened: Listener[] = [];
  const quiet = (socket: Socket): void => {
    // A connection that fails before the broker has it (a broken TLS handshake) must not become an uncaught error.
    socket.on("error", () => socket.destroy());
  };
  try {
    if (options.tcp) {
      const server = createServer(socketOptions, accept);
      opened.push(await open(server, options.tcp, { kind: "tcp", scheme: "mqtt" }));
    }
    if (options.tls) {
      const server = createTlsServer({ ...socketOptions, ...tlsOptions(options.tls) }, accept);
      server.on("connection", quiet);
      opened.push(await open(server, options.tls, { kind: "tls", scheme: "mqtts" }));
    }
    if (options.websocket) {
      const { tls } = options.websocket;
      const server = tls ? createHttpsServer(tlsOptions(tls)) : createHttpServer({ noDelay: true });
      server.on("connection", quiet);
      acceptWebSockets(server, accept);
      const scheme = tls ? "wss" : "ws";
      opened.push(await open(server, options.websocket, { kind: "websocket", scheme, path: "/mqtt" }));
    }
    return opened;
  } catch (error) {
    await Promise.all(opened.map((listener) => listener.close()));
    throw error;
  }
};
