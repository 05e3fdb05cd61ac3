import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { AddressBlocked } from "../alerts/channels/address-guard.ts";
import type { Channel } from "../alerts/channels/channel.ts";
import { openChannel } from "../alerts/channels/kinds.ts";
import type { SecretSource, Surroundings } from "../alerts/channels/surroundings.ts";
import type { Dispatcher } from "../alerts/dispatcher.ts";
import type { ChannelHealth } from "../api/context.ts";
import type { Configuration } from "./configuration.ts";
import { keptSecrets } from "./kept-secrets.ts";
import { type ConfigurationFault, StartRefused } from "./start-refused.ts";

type Channels = Configuration["channels"];

const readSecret = (source: SecretSource, folder: string): string => {
  if ("env" in source) {
    const secret = process.env[source.env];
    if (!secret) throw new Error(`the environment variable ${source.env} is not set`);
    return secret;
  }
  const secret = readFileSync(resolve(folder, source.file), "utf8").trim();
  if (secret === "") throw new Error(`${source.file} is empty`);
  return secret;
};

const surroundingsOf = (folder: string, data: string): Surroundings => ({
  secret: (source) => readSecret(source, folder),
  file: (path) => readFileSync(resolve(folder, path), "utf8"),
  secrets: keptSecrets(resolve(folder, data)),
});

const fixOf = (error: unknown): string =>
  error instanceof AddressBlocked
    ? error.fix
    : "set the variable or name a readable file; see docs/operations/configuration.md";

/** Opens every channel of the configuration; throws StartRefused with all that is wrong at once. */
export const openChannels = (
  { channels, data }: Pick<Configuration, "channels" | "data">,
  folder: string,
): readonly Channel[] => {
  const faults: ConfigurationFault[] = [];
  const opened: Channel[] = [];
  const surroundings = surroundingsOf(folder, data);
  for (const [name, configuration] of Object.entries(channels)) {
    try {
      opened.push(openChannel(name, configuration, surroundings));
    } catch (error) {
      faults.push({
        file: "tramcanh.yaml",
        path: `channels.${name}`,
        value: null,
        message: error instanceof Error ? error.message : String(error),
        fix: fixOf(error),
      });
    }
  }
  if (faults.length > 0) throw new StartRefused(faults);
  return opened;
};

/** How every channel fares, in the words of the API. */
export const channelHealth = (channels: Channels, dispatcher: Dispatcher): readonly ChannelHealth[] =>
  dispatcher
    .health()
    .map(({ channel, lastSuccessAtMs, lastError, waiting, leftInJournal, pausedUntilMs }) => {
      const lastFailureAtMs = lastError?.atMs ?? null;
      return {
        name: channel,
        kind: channels[channel]?.kind ?? "unknown",
        healthy: lastFailureAtMs === null || (lastSuccessAtMs ?? 0) > lastFailureAtMs,
        lastSuccessAtMs,
        lastFailureAtMs,
        lastError: lastError?.detail ?? null,
        waiting: waiting + leftInJournal,
        pausedUntilMs,
      };
    });
