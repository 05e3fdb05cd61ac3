import type { SettingsView } from "../../api/contract.ts";

/** Where a device connects. */
export interface DeviceDoor {
  readonly host: string;
  readonly port: number;
  /** Port with TLS; null without. */
  readonly tlsPort: number | null;
  /** The platform listens on its own machine only, and this page is seen from another: nothing there reaches it. */
  readonly isOutOfReach: boolean;
}

const everywhere: readonly string[] = ["0.0.0.0", "::"];
const local: readonly string[] = ["127.0.0.1", "localhost", "::1"];

/**
 * Where devices reach the platform. A platform that listens everywhere is reached under the name by which this page
 * was; one that listens on a single address, there.
 */
export const deviceDoor = ({ host, port, tlsPort }: SettingsView["mqtt"], pageHost: string): DeviceDoor => {
  const name = pageHost.replace(/^\[(.*)\]$/, "$1");
  const shownHost = everywhere.includes(host) ? name : host;
  return { host: shownHost, port, tlsPort, isOutOfReach: local.includes(host) && !local.includes(name) };
};
