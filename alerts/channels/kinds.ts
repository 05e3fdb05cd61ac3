import { z } from "zod";
import { AlertmanagerChannel, alertmanagerSchema } from "./alertmanager.ts";
import type { Channel } from "./channel.ts";
import { EmailChannel, emailSchema } from "./email.ts";
import { SmsChannel, smsSchema } from "./sms.ts";
import type { SecretSource, Surroundings } from "./surroundings.ts";
import { TelegramChannel, telegramSchema } from "./telegram.ts";
import { WebhookChannel, webhookSchema } from "./webhook.ts";
import { ZaloChannel, zaloSchema } from "./zalo.ts";

/** Configuration of a channel of any kind. */
export const channelSchema = z.discriminatedUnion("kind", [
  webhookSchema,
  alertmanagerSchema,
  emailSchema,
  telegramSchema,
  zaloSchema,
  smsSchema,
]);

/** A channel's configuration as parsed. */
export type ChannelConfiguration = z.infer<typeof channelSchema>;

type Open<Kind extends ChannelConfiguration["kind"]> = (
  name: string,
  configuration: Extract<ChannelConfiguration, { readonly kind: Kind }>,
  surroundings: Surroundings,
) => Channel;

/** What every kind takes from its surroundings as it is. */
const shared = ({ timeoutMs, resolve }: Surroundings) => ({
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
  ...(resolve === undefined ? {} : { resolve }),
});

const maybeSecret = (source: SecretSource | undefined, { secret }: Surroundings): string | null =>
  source === undefined ? null : secret(source);

/** Every kind of channel: a new one is one file, one entry in the union above and one here. */
const kinds: { readonly [Kind in ChannelConfiguration["kind"]]: Open<Kind> } = {
  webhook: (name, { kind: _, secret, ...options }, surroundings) =>
    new WebhookChannel({ ...shared(surroundings), ...options, name, secret: surroundings.secret(secret) }),
  alertmanager: (name, { kind: _, token, activeHours, ...options }, surroundings) =>
    new AlertmanagerChannel({
      ...shared(surroundings),
      ...options,
      name,
      token: maybeSecret(token, surroundings),
      activeMs: Math.round(activeHours * 3_600_000),
    }),
  email: (name, { kind: _, user, password, certificateAuthority, ...options }, surroundings) => {
    const secret = maybeSecret(password, surroundings);
    return new EmailChannel({
      ...shared(surroundings),
      ...options,
      name,
      certificateAuthority:
        certificateAuthority === undefined ? null : surroundings.file(certificateAuthority),
      login: user === undefined || secret === null ? null : { user, password: secret },
    });
  },
  telegram: (name, { kind: _, token, topic, ...options }, surroundings) =>
    new TelegramChannel({
      ...shared(surroundings),
      ...options,
      name,
      token: surroundings.secret(token),
      topic: topic ?? null,
    }),
  zalo: (name, { kind: _, appSecret, refreshToken, user, group, ...options }, surroundings) =>
    new ZaloChannel({
      ...shared(surroundings),
      ...options,
      name,
      appSecret: surroundings.secret(appSecret),
      refreshToken: surroundings.secret(refreshToken),
      recipient: user === undefined ? { group_id: group ?? "" } : { user_id: user },
      secrets: surroundings.secrets,
    }),
  sms: (name, { kind: _, secret, body, answer, ...options }, surroundings) =>
    new SmsChannel({
      ...shared(surroundings),
      ...options,
      name,
      secret: maybeSecret(secret, surroundings),
      body: body ?? null,
      answer: answer ?? null,
    }),
};

const open = <Kind extends ChannelConfiguration["kind"]>(
  kind: Kind,
  ...made: Parameters<Open<Kind>>
): Channel => kinds[kind](...made);

/** Makes a channel from its configuration. Throws when a secret or file is missing, or an address must not be used. */
export const openChannel = (
  name: string,
  configuration: ChannelConfiguration,
  surroundings: Surroundings,
): Channel => open(configuration.kind, name, configuration, surroundings);
