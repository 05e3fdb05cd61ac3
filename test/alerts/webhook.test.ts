import type { LookupAddress } from "node:dns";
import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { blockedRange } from "../../alerts/channels/address-guard.ts";
import type { DeliveryOutcome } from "../../alerts/channels/channel.ts";
import { channelSchema, openChannel } from "../../alerts/channels/kinds.ts";
import { isSignatureValid } from "../../alerts/channels/signature.ts";
import { WebhookChannel, type WebhookOptions } from "../../alerts/channels/webhook.ts";
import { type Receiver, startReceiver, status } from "./receiver.ts";

const secret = "a secret of the test";
const nowMs = Date.UTC(2026, 0, 1);
const delivery = {
  id: "0123456789abcdef0123456789abcdef",
  body: JSON.stringify({ version: 1, text: "Mất điện lưới" }),
};

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

const receiver = async (answer: (response: ServerResponse) => void): Promise<Receiver> => {
  const started = await startReceiver(answer);
  opened.unshift(started);
  return started;
};

const channel = (url: string, more: Partial<WebhookOptions> = {}): WebhookChannel => {
  const made = new WebhookChannel({
    name: "noc",
    url,
    secret,
    allowPrivateAddress: true,
    timeoutMs: 300,
    ...more,
  });
  opened.unshift(made);
  return made;
};

const outcome = async (answer: (response: ServerResponse) => void): Promise<DeliveryOutcome> => {
  const { url } = await receiver(answer);
  return channel(url).deliver(delivery, nowMs);
};

describe("what a receiver gets", () => {
  test("the body as it is, signed, with the notification's id as Idempotency-Key", async () => {
    const { url, received } = await receiver(status(200));
    await channel(url).deliver(delivery, nowMs);
    const [got] = received;
    expect(got?.body).toBe(delivery.body);
    expect(got?.headers).toMatchObject({
      "content-type": "application/json",
      "idempotency-key": delivery.id,
    });
    const header = String(got?.headers["tramcanh-signature"]);
    const now = { nowMs, toleranceSeconds: 300 };
    expect(isSignatureValid(header, { secret, body: delivery.body }, now)).toBe(true);
    expect(isSignatureValid(header, { secret, body: `${delivery.body} ` }, now)).toBe(false);
    expect(isSignatureValid(header, { secret: "other", body: delivery.body }, now)).toBe(false);
    expect(
      isSignatureValid(header, { secret, body: delivery.body }, { ...now, nowMs: nowMs + 301_000 }),
    ).toBe(false);
  });

  test("connections kept alive: twenty notifications in a row need two at most", async () => {
    const { url, connections } = await receiver(status(200));
    const noc = channel(url);
    for (let count = 0; count < 20; count++) await noc.deliver(delivery, nowMs);
    expect(connections()).toBeLessThanOrEqual(2);
  });
});

describe("what an answer means", () => {
  test.each<[string, (response: ServerResponse) => void, DeliveryOutcome]>([
    ["200", status(200), { kind: "delivered", detail: "HTTP 200" }],
    ["204", status(204), { kind: "delivered", detail: "HTTP 204" }],
    ["500", status(500), { kind: "unavailable", detail: "HTTP 500", retryAfterMs: null }],
    [
      "503 with Retry-After",
      status(503, { "retry-after": "7" }),
      { kind: "unavailable", detail: "HTTP 503", retryAfterMs: 7_000 },
    ],
    [
      "429 with a date",
      status(429, { "retry-after": new Date(nowMs + 9_000).toUTCString() }),
      { kind: "unavailable", detail: "HTTP 429", retryAfterMs: 9_000 },
    ],
    [
      "429 with nonsense",
      status(429, { "retry-after": "soon" }),
      { kind: "unavailable", detail: "HTTP 429", retryAfterMs: null },
    ],
    [
      "429 with a year",
      status(429, { "retry-after": "31536000" }),
      { kind: "unavailable", detail: "HTTP 429", retryAfterMs: 3_600_000 },
    ],
    ["408", status(408), { kind: "unavailable", detail: "HTTP 408", retryAfterMs: null }],
    ["400", status(400), { kind: "refused", detail: "HTTP 400" }],
    ["404", status(404), { kind: "refused", detail: "HTTP 404" }],
    [
      "a redirect to cloud metadata",
      status(302, { location: "http://169.254.169.254/" }),
      { kind: "refused", detail: "HTTP 302, redirects are not followed" },
    ],
  ])("%s", async (_name, answer, expected) => {
    expect(await outcome(answer)).toEqual(expected);
  });

  test("a receiver that hangs is unavailable when the time is over", async () => {
    expect(await outcome(() => undefined)).toMatchObject({ kind: "unavailable", retryAfterMs: null });
  });

  test("a receiver that closes the connection is unavailable", async () => {
    expect(await outcome((response) => response.socket?.destroy())).toMatchObject({ kind: "unavailable" });
  });

  test("a receiver that is not there is unavailable", async () => {
    const { url, close } = await startReceiver(status(200));
    await close();
    expect(await channel(url).deliver(delivery, nowMs)).toMatchObject({ kind: "unavailable" });
  });

  test("a body that never ends does not hold the answer back", async () => {
    const started = performance.now();
    const drip = (response: ServerResponse) => response.writeHead(200).write("x");
    expect(await outcome(drip)).toEqual({ kind: "delivered", detail: "HTTP 200" });
    expect(performance.now() - started).toBeLessThan(250);
  });

  test("a huge body is dropped, and the next notification passes", async () => {
    const { url } = await receiver((response) => response.writeHead(200).end(Buffer.alloc(8_000_000)));
    const noc = channel(url);
    for (let count = 0; count < 3; count++)
      expect(await noc.deliver(delivery, nowMs)).toMatchObject({ kind: "delivered" });
  });
});

describe("address guard", () => {
  test.each<[string, string | null, string | null]>([
    ["8.8.8.8", null, null],
    ["2606:4700::1111", null, null],
    ["10.1.2.3", "private", null],
    ["192.168.1.1", "private", null],
    ["127.0.0.1", "loopback", null],
    ["::1", "loopback", null],
    ["fd00::1", "uniqueLocal", null],
    ["100.64.0.1", "carrierGradeNat", null],
    ["::ffff:127.0.0.1", "loopback", null],
    ["::ffff:169.254.169.254", "linkLocal", "linkLocal"],
    ["169.254.169.254", "linkLocal", "linkLocal"],
    ["fe80::1", "linkLocal", "linkLocal"],
    ["0.0.0.0", "unspecified", "unspecified"],
    ["::", "unspecified", "unspecified"],
    ["224.0.0.1", "multicast", "multicast"],
    ["ff02::1", "multicast", "multicast"],
    ["255.255.255.255", "broadcast", "broadcast"],
    ["64:ff9b::7f00:1", "rfc6052", "rfc6052"],
    ["not an address", "not an IP address", "not an IP address"],
  ])("%s: %j, with allowPrivateAddress %j", (address, range, rangeWhenAllowed) => {
    expect([blockedRange(address, false), blockedRange(address, true)]).toEqual([range, rangeWhenAllowed]);
  });

  test.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[::ffff:7f00:1]/",
    "http://169.254.169.254/",
  ])("a channel to %s is refused when it is made", (url) => {
    expect(() => channel(url, { allowPrivateAddress: false })).toThrow("not public");
  });

  test("a name that resolves to a private address is refused when connecting, before a byte is sent", async () => {
    const { url, connections } = await receiver(status(200));
    const resolve = (
      _name: string,
      _options: object,
      callback: (error: null, addresses: LookupAddress[]) => void,
    ) => callback(null, [{ address: "127.0.0.1", family: 4 }]);
    const named = url.replace("127.0.0.1", "noc.example.com");
    expect(
      await channel(named, { allowPrivateAddress: false, resolve }).deliver(delivery, nowMs),
    ).toMatchObject({ kind: "unavailable", detail: expect.stringContaining("loopback") });
    expect(connections()).toBe(0);
    expect(await channel(named, { resolve }).deliver(delivery, nowMs)).toMatchObject({ kind: "delivered" });
  });
});

describe("configuration", () => {
  const valid = { kind: "webhook", url: "https://noc.example.com/hook", secret: { env: "NOC_SECRET" } };

  test("is parsed, with private addresses shut", async () => {
    const parsed = channelSchema.parse(valid);
    const made = openChannel("noc", parsed, {
      secret: () => secret,
      file: () => "",
      secrets: { read: () => null, keep: async () => {} },
    });
    opened.unshift(made);
    expect([parsed.allowPrivateAddress, made.name]).toEqual([false, "noc"]);
  });

  test.each([
    ["another protocol", { ...valid, url: "ftp://noc.example.com/" }],
    ["a file", { ...valid, url: "file:///etc/passwd" }],
    ["credentials in the URL", { ...valid, url: "https://user:pass@noc.example.com/" }],
    ["no URL", { ...valid, url: "noc" }],
    ["a secret in the file", { ...valid, secret: "abc" }],
    ["an unknown kind", { ...valid, kind: "pigeon" }],
    ["an unknown key", { ...valid, retries: 3 }],
  ])("with %s is refused", (_name, configuration) => {
    expect(channelSchema.safeParse(configuration).success).toBe(false);
  });
});
