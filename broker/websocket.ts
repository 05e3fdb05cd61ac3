import type { Server } from "node:http";
import { createWebSocketStream, WebSocketServer } from "ws";
import type { Accept } from "./listeners.ts";

/** One WebSocket message may carry several MQTT packets or a part of one [MQTT-6.0.0-2]. */
const messageBytesMax = 1_048_576;

/** Takes MQTT over WebSocket at `/mqtt`, subprotocol `mqtt` [MQTT-6.0.0-3]; other HTTP requests get 426. */
export const acceptWebSockets = (server: Server, accept: Accept): void => {
  const sockets = new WebSocketServer({
    server,
    path: "/mqtt",
    maxPayload: messageBytesMax,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has("mqtt") ? "mqtt" : false),
  });
  sockets.on("connection", (socket, request) => {
    const stream = createWebSocketStream(socket);
    socket.on("message", (_data, isBinary) => {
      // [MQTT-6.0.0-1]: a control packet in a text frame ends the connection.
      if (!isBinary) stream.destroy();
    });
    if (socket.protocol === "mqtt") accept(stream, request);
    else stream.destroy();
  });
  sockets.on("error", () => {});
  server.on("request", (_request, response) => {
    response.writeHead(426, { "content-type": "text/plain", upgrade: "websocket" });
    response.end("This port speaks MQTT over WebSocket: connect to /mqtt with subprotocol mqtt.\n");
  });
};
