import { z } from "zod";
import type { Configuration } from "./configuration.ts";

/** A port can't be listened on; the message names the key of the configuration and the way out. */
export class ClosedDoor extends Error {
  override readonly name = "ClosedDoor";
}

interface Door {
  readonly key: string;
  readonly port: number | undefined;
  readonly option: string | null;
}

const doorsOf = ({ http, mqtt }: Configuration): readonly Door[] => [
  { key: "http.port", port: http.port, option: "--http-port" },
  { key: "mqtt.port", port: mqtt.port, option: "--mqtt-port" },
  { key: "mqtt.tls.port", port: mqtt.tls?.port, option: null },
  { key: "mqtt.websocket.port", port: mqtt.websocket?.port, option: null },
];

const listenError = z.object({
  syscall: z.literal("listen"),
  code: z.enum(["EADDRINUSE", "EACCES", "EADDRNOTAVAIL"]),
  address: z.string(),
  port: z.number(),
});

const faults = {
  EADDRINUSE: { why: "another program, or another key, listens there", fix: "stop that program, or " },
  EACCES: { why: "this user may not listen there", fix: "" },
  EADDRNOTAVAIL: { why: "this machine has no such address", fix: "correct the host beside it, or " },
};

/** The error of a port that is taken or forbidden, in the words of the configuration; any other error as it is. */
export const closedDoorOf = (error: unknown, configuration: Configuration): unknown => {
  const { data: failure } = listenError.safeParse(error);
  const doors = doorsOf(configuration).filter(({ port }) => port === failure?.port);
  if (failure === undefined || doors.length === 0) return error;
  const { why, fix } = faults[failure.code];
  const keys = doors.map(({ key }) => key).join(" and ");
  const ways = doors.flatMap(({ key, option }) => [
    key,
    `TRAMCANH__${key.toUpperCase().replaceAll(".", "__")}`,
    ...(option === null ? [] : [option]),
  ]);
  const where = `port ${failure.port} of ${failure.address}`;
  const message = `${keys}: can't listen on ${where}: ${why}\n    fix: ${fix}choose another port with ${ways.join(", ")}`;
  return new ClosedDoor(message, { cause: error });
};
