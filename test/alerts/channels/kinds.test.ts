import { describe, expect, onTestFinished, test } from "vitest";
import { channelSchema, openChannel } from "../../../alerts/channels/kinds.ts";
import { loadConfiguration } from "../../../app/configuration-file.ts";
import { attempt, secretsInMemory } from "./stage.ts";

const secret = { env: "SECRET" };
const valid = {
  webhook: { kind: "webhook", url: "https://noc.example.com/hook", secret },
  alertmanager: { kind: "alertmanager", url: "https://am.example.com" },
  email: { kind: "email", host: "mail.example.com", from: "noc@example.com", to: ["duty@example.com"] },
  telegram: { kind: "telegram", token: secret, chat: "-1001234567890" },
  zalo: { kind: "zalo", appId: "1234", appSecret: secret, refreshToken: secret, user: "u1" },
  sms: { kind: "sms", url: "https://sms.example.com/send?to={to}&text={text}", to: "+84901234567" },
};

const faultsOf = (channel: object): readonly string[] => {
  const result = loadConfiguration({
    file: undefined,
    environment: {},
    overrides: [{ path: ["channels", "duty"], value: channel }],
  });
  return result.ok ? [] : result.faults.map(({ path, message }) => `${path}: ${message}`);
};

describe("configuration", () => {
  test.each(Object.entries(valid))("%s is taken as its page shows it, and opens", async (_kind, channel) => {
    expect(faultsOf(channel)).toEqual([]);
    const made = openChannel("duty", channelSchema.parse(channel), {
      secret: () => "123:secret",
      file: () => "",
      secrets: secretsInMemory(),
      timeoutMs: 100,
      // The address guard stands before every kind: no name leads to this machine's metadata.
      resolve: (_name, _options, done) => done(null, [{ address: "169.254.169.254", family: 4 }]),
    });
    onTestFinished(() => made.close());
    expect(made.name).toBe("duty");
    expect(await attempt(made)).toMatchObject({
      kind: "unavailable",
      detail: expect.stringContaining("169.254.169.254 is linkLocal"),
    });
  });

  test.each<[string, object, string]>([
    ["an unknown kind", { kind: "pigeon" }, "channels.duty.kind: "],
    ["an unknown key", { ...valid.telegram, retries: 3 }, 'channels.duty: Unrecognized key: "retries"'],
    ["an unknown language", { ...valid.telegram, language: "fr" }, "channels.duty.language: "],
    ["a secret in the file", { ...valid.telegram, token: "123:abc" }, "channels.duty.token: "],
    [
      "a chat that is none",
      { ...valid.telegram, chat: "duty" },
      "channels.duty.chat: is neither a chat's number",
    ],
    [
      "another protocol",
      { ...valid.webhook, url: "ftp://noc.example.com" },
      "channels.duty.url: is not an http or https URL",
    ],
    [
      "credentials in the URL",
      { ...valid.alertmanager, url: "https://u:p@am.example.com" },
      "channels.duty.url: must not carry credentials",
    ],
    ["no recipient", { ...valid.email, to: [] }, "channels.duty.to: "],
    [
      "a recipient that is none",
      { ...valid.email, to: ["duty"] },
      "channels.duty.to.0: is not an e-mail address",
    ],
    [
      "a sender of two lines",
      { ...valid.email, fromName: "a\nb" },
      "channels.duty.fromName: must be one line",
    ],
    [
      "a user without a password",
      { ...valid.email, user: "noc" },
      "channels.duty.user: needs both user and password",
    ],
    [
      "a password in the clear",
      { ...valid.email, user: "noc", password: secret, tls: "none" },
      "channels.duty.tls: sends a password in the clear",
    ],
    [
      "neither user nor group",
      { ...valid.zalo, user: undefined },
      "channels.duty.user: needs either user or group",
    ],
    ["both user and group", { ...valid.zalo, group: "g" }, "channels.duty.user: needs either user or group"],
    [
      "an app that is no number",
      { ...valid.zalo, appId: "app" },
      "channels.duty.appId: is not the number of a Zalo app",
    ],
    ["a number that is none", { ...valid.sms, to: "duty" }, "channels.duty.to: is not a phone number"],
    [
      "an unknown placeholder",
      { ...valid.sms, body: "{phone}" },
      "channels.duty.body: there is no {phone}: use {to}, {text}",
    ],
    [
      "an unknown placeholder in a header",
      { ...valid.sms, headers: { "X-Key": "{key}" } },
      "channels.duty.headers.X-Key: there is no {key}",
    ],
    ["a header that is none", { ...valid.sms, headers: { "X Key": "1" } }, "channels.duty.headers.X Key: "],
    ["no parts", { ...valid.sms, partsMax: 0 }, "channels.duty.partsMax: "],
  ])("%s is refused, and where it stands is said", (_name, channel, expected) => {
    expect(faultsOf(channel)).toEqual([expect.stringContaining(expected)]);
  });

  test("an address that must not be talked to is refused when the channel is made", () => {
    for (const channel of [
      { ...valid.alertmanager, url: "http://169.254.169.254/" },
      { ...valid.telegram, api: "http://127.0.0.1/" },
      { ...valid.zalo, oauth: "http://[fe80::1]/" },
      { ...valid.sms, url: "http://10.0.0.1/{to}" },
      { ...valid.email, host: "192.168.1.1" },
    ]) {
      const open = () =>
        openChannel("duty", channelSchema.parse(channel), {
          secret: () => "123:secret",
          file: () => "",
          secrets: secretsInMemory(),
        });
      expect(open).toThrow("not public");
    }
  });
});
