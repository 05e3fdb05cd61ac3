import type { DeviceDoor } from "../administration/device-door.ts";

/** Who publishes what, and where. */
export interface FirstReading {
  readonly door: DeviceDoor;
  readonly site: string;
  readonly node: string;
  readonly device: string;
  readonly token: string;
  readonly metric: string;
  readonly value: number;
}

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * The command line that publishes one reading with Mosquitto's client, as docs/formats/mqtt.md wants it: the device id
 * as client id and user name, QoS 1, so that exit code 0 means that the reading is on disk.
 */
export const publishLine = ({ door, site, node, device, token, metric, value }: FirstReading): string => {
  const words = [
    ...["mosquitto_pub", "-h", door.host, "-p", String(door.port)],
    ...["-i", device, "-u", device, "-P", token, "-q", "1"],
    ...["-t", `sites/${site}/${node}/telemetry`],
    ...["-m", JSON.stringify({ values: { [metric]: value } })],
  ];
  return words.map(quoted).join(" ");
};

/** The node of a site that a first reading is best for: its power plant, else the first that is no controller. */
export const firstNode = (nodes: readonly { readonly code: string; readonly kind: string }[]): string => {
  const power = nodes.find(({ kind }) => kind === "power");
  const other = nodes.find(({ kind }) => kind !== "controller");
  return (power ?? other ?? nodes[0])?.code ?? "pwr";
};
