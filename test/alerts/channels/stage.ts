import { onTestFinished } from "vitest";
import type { Channel, DeliveryOutcome } from "../../../alerts/channels/channel.ts";
import { type ChannelConfiguration, channelSchema, openChannel } from "../../../alerts/channels/kinds.ts";
import type { Secrets, Surroundings } from "../../../alerts/channels/surroundings.ts";

/** The instant of the tests' attempts. */
export const nowMs = Date.parse("2026-01-31T03:00:00.000Z");

/** What every secret of the tests' channels is. */
export const secret = 'a "secret" of/the+test';

const at = (instant: string) => ({ eventAt: instant, receivedAt: instant, clock: "device" as const });

const alarm = {
  id: "00112233445566778899aabb",
  site: "BPH0123",
  siteName: "Bù Đốp 1",
  node: "pwr",
  type: "mains-lost",
  qualifier: "",
  severity: "major",
  isCleared: false,
  text: { vi: "Mất điện lưới. Kiểm tra máy phát.", en: "Mains lost. Check the generator." },
  firstRaised: at("2026-01-31T02:50:00.000Z"),
  lastRaised: at("2026-01-31T02:50:00.000Z"),
  lastCleared: null,
  lastChanged: at("2026-01-31T02:50:00.000Z"),
  labels: { team: "noc" },
  statusChanges: [{ at: at("2026-01-31T02:50:00.000Z"), event: "raised", severity: "major" }],
};

/** Changes to the alarm of a notification. */
export type AlarmChange = Readonly<Record<string, unknown>>;

/** A cleared alarm. */
export const cleared: AlarmChange = {
  isCleared: true,
  lastCleared: at("2026-01-31T02:58:00.000Z"),
  lastChanged: at("2026-01-31T02:58:00.000Z"),
};

/** An alarm that became critical five minutes after it was raised. */
export const escalated: AlarmChange = {
  severity: "critical",
  statusChanges: [
    { at: at("2026-01-31T02:50:00.000Z"), event: "raised", severity: "major" },
    { at: at("2026-01-31T02:55:00.000Z"), event: "updated", severity: "critical" },
  ],
};

/** The body of a notification of an alarm, with fields of its own. */
export const bodyOf = (change: AlarmChange = {}, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    version: 1,
    id: "0123456789abcdef0123456789abcdef",
    event: "raised",
    alarm: { ...alarm, ...change },
    sentAt: "2026-01-31T03:00:00.000Z",
    ...more,
  });

/** A notification of an alarm. */
export const delivery = { id: "0123456789abcdef0123456789abcdef", body: bodyOf() };

/** Secrets that are kept in memory. */
export const secretsInMemory = (): Secrets & { readonly kept: Map<string, string> } => {
  const kept = new Map<string, string>();
  return {
    kept,
    read: (name) => kept.get(name) ?? null,
    keep: async (name, value) => {
      kept.set(name, value);
    },
  };
};

/** A channel made from its configuration as it would stand in the file, closed after the test. */
export const channelOf = (configuration: unknown, more: Partial<Surroundings> = {}): Channel => {
  const parsed: ChannelConfiguration = channelSchema.parse(configuration);
  const channel = openChannel("duty", parsed, {
    secret: () => secret,
    file: () => "",
    secrets: secretsInMemory(),
    timeoutMs: 2_000,
    ...more,
  });
  onTestFinished(() => channel.close());
  return channel;
};

/** What a channel makes of one notification. */
export const attempt = (channel: Channel, body = delivery.body): Promise<DeliveryOutcome> =>
  channel.deliver({ ...delivery, body }, nowMs);
