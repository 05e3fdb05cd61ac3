import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import type { Channel } from "../alerts/channels/channel.ts";
import type { ConsoleSettings } from "../api/settings/console-settings.ts";
import { openChannels } from "./channels.ts";
import type { Configuration } from "./configuration.ts";
import { readConsoleSettings } from "./console-settings.ts";
import { demandToken } from "./influxdb.ts";
import { type Knowledge, readKnowledge } from "./knowledge.ts";
import { type ConfigurationFault, StartRefused } from "./start-refused.ts";

/** What the configuration points to and the platform stands on. */
export interface Foundations {
  readonly knowledge: Knowledge;
  readonly settings: ConsoleSettings;
  /** Opened: whoever asks for them closes them. */
  readonly channels: readonly Channel[];
}

const fixes = {
  key: "name the PEM file of the private key that belongs to the certificate",
  certificate: "name the PEM file of the certificate chain",
  clientAuthority: "name the PEM file of the authority that signs device certificates",
} as const;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Refuses a TLS section whose files can't be read or don't fit together. */
const demandTls = (tls: Configuration["mqtt"]["tls"], folder: string): void => {
  if (tls === undefined) return;
  const faults: ConfigurationFault[] = [];
  const fault = (name: keyof typeof fixes, message: string): void => {
    const value = JSON.stringify(tls[name] ?? null);
    faults.push({ file: "tramcanh.yaml", path: `mqtt.tls.${name}`, value, message, fix: fixes[name] });
  };
  const read = (name: keyof typeof fixes): Buffer | undefined => {
    const file = tls[name];
    if (file === undefined) return undefined;
    try {
      return readFileSync(resolve(folder, file));
    } catch (error) {
      fault(name, `can't be read: ${wordsOf(error)}`);
      return undefined;
    }
  };
  const [key, certificate, authority] = [read("key"), read("certificate"), read("clientAuthority")];
  if (faults.length === 0) {
    try {
      createSecureContext({ key, cert: certificate, ca: authority });
    } catch (error) {
      fault("key", `key and certificates can't be used: ${wordsOf(error)}`);
    }
  }
  if (faults.length > 0) throw new StartRefused(faults);
};

/**
 * Reads rules, inventory and what the console shows, looks at the TLS files, and, when channels are wanted, at the token
 * of InfluxDB, and opens them. Throws one StartRefused with everything that is wrong with any of them.
 */
export const readFoundations = (
  configuration: Configuration,
  folder: string,
  wanted: { readonly channels: boolean },
): Foundations => {
  const faults: ConfigurationFault[] = [];
  const attempt = <Made>(make: () => Made): Made | null => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof StartRefused)) throw error;
      faults.push(...error.faults);
      return null;
    }
  };
  const knowledge = attempt(() => readKnowledge(configuration, folder));
  const settings = attempt(() => readConsoleSettings(configuration, folder));
  attempt(() => demandTls(configuration.mqtt.tls, folder));
  attempt(() => (wanted.channels ? demandToken(configuration) : undefined));
  const channels = attempt(() => (wanted.channels ? openChannels(configuration, folder) : []));
  if (knowledge === null || settings === null || channels === null || faults.length > 0) {
    throw new StartRefused(faults);
  }
  return { knowledge, settings, channels };
};
