import { z } from "zod";
import type { Channel } from "./channel.ts";
import { WebhookChannel, webhookSchema } from "./webhook.ts";

/** Configuration of a channel of any kind. */
export const channelSchema = z.discriminatedUnion("kind", [webhookSchema]);

/** A channel's configuration as parsed. */
type ChannelConfiguration = z.infer<typeof channelSchema>;

type Build = (name: string, configuration: ChannelConfiguration, secret: string) => Channel;

/** Every kind of channel: a new one is one file, one entry in the union above and one line here. */
const kinds: { readonly [Kind in ChannelConfiguration["kind"]]: Build } = {
  webhook: (name, { url, allowPrivateAddress }, secret) =>
    new WebhookChannel({ name, url, secret, allowPrivateAddress }),
};

/** Makes a channel from its configuration; `secret` is what `configuration.secret` points to. May throw AddressBlocked. */
export const openChannel: Build = (name, configuration, secret) =>
  kinds[configuration.kind](name, configuration, secret);
