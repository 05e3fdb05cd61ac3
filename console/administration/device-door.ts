import type { SettingsView } from "../../api/contract.ts";

/** Where a device connects. */
export interface DeviceDoor {
  readonly host: string;
  readonly port: number;
  /** Port with TLS; null without. */
  readonly tlsPort: number | null;
  /** The platform listens on its own machine only: nothing else reaches it. */
  readonly isLocalOnly: boolean;
}

const everywhere: readonly string[] = ["0.0.0.0", "::"];
const local: readonly string[] = ["127.0.0.1", "localhost", "::1"];

/**
 * Where devices reach the platform. A platform that listens everywhere is reached under the name by which this page
 * was; one that listens on a single address, there.
 */
export const deviceDoor = ({ host, port, tlsPort }: SettingsView["mqtt"], pageHost: string): DeviceDoor => {
  const shownHost = everywhere.includes(host) ? pageHost.replace(/^\[(.*)\]$/, "$1") : host;
  return { host: shownHost, port, tlsPort, isLocalOnly: local.includes(host) };
};
