import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { partsOf, smsText, withoutDiacritics } from "../../../alerts/channels/sms-text.ts";
import { json, startReceiver, status } from "../receiver.ts";
import { attempt, bodyOf, channelOf, secret } from "./stage.ts";

type Answer = Parameters<typeof startReceiver>[0];

const stage = async (answer: Answer, more: Readonly<Record<string, unknown>> = {}, path = "") => {
  const receiver = await startReceiver(answer);
  onTestFinished(() => receiver.close());
  const configuration = {
    kind: "sms",
    url: `${new URL(receiver.url).origin}/send${path}`,
    to: "+84901234567",
    secret: { env: "KEY" },
    body: '{"to":"{to}","text":"{text}","key":"{secret}","ref":"{id}","parts":{parts},"coding":"{alphabet}"}',
    allowPrivateAddress: true,
    ...more,
  };
  return { receiver, channel: channelOf(configuration, { timeoutMs: 400 }) };
};

const words = (vi: string) => bodyOf({}, { title: { vi: "T", en: "" }, text: { vi, en: "" } });

describe("what a gateway gets", () => {
  test("JSON whose values can't leave their places", async () => {
    const { receiver, channel } = await stage(status(200), { headers: { "X-Key": "Bearer {secret}" } });
    const text = 'nóng "45"\n", "to": "+1900';
    expect(await attempt(channel, words(text))).toEqual({ kind: "delivered", detail: "HTTP 200" });
    const [got] = receiver.received;
    expect(got).toMatchObject({
      method: "POST",
      path: "/send",
      headers: { "content-type": "application/json", "x-key": `Bearer ${secret}` },
    });
    expect(JSON.parse(got?.body ?? "")).toEqual({
      to: "+84901234567",
      text: 'T\nnong "45"\n", "to": "+1900',
      key: secret,
      ref: "0123456789abcdef0123456789abcdef",
      parts: 1,
      coding: "gsm7",
    });
  });

  test("a query, with GET", async () => {
    const { receiver, channel } = await stage(
      status(200),
      { method: "GET", body: undefined, alphabet: "ucs2" },
      "?to={to}&text={text}&key={secret}&coding={alphabet}",
    );
    await attempt(channel, words("nóng & ẩm?#"));
    const [got] = receiver.received;
    const query = new URL(got?.path ?? "", "http://x").searchParams;
    expect([got?.method, got?.body]).toEqual(["GET", ""]);
    expect(Object.fromEntries(query)).toEqual({
      to: "+84901234567",
      text: "T\nnóng & ẩm?#",
      key: secret,
      coding: "ucs2",
    });
  });

  test.each([
    [
      "application/x-www-form-urlencoded",
      "to={to}&text={text}",
      "to=%2B84901234567&text=T%0A%3Ca%3E%20%26%20'b'",
    ],
    [
      "text/xml; charset=utf-8",
      "<sms to='{to}'>{text}</sms>",
      "<sms to='+84901234567'>T\n&lt;a&gt; &amp; &apos;b&apos;</sms>",
    ],
    ["text/plain", "{to} {text}", "+84901234567 T\n<a> & 'b'"],
  ])("%s, escaped as it wants", async (contentType, body, expected) => {
    const { receiver, channel } = await stage(status(200), { contentType, body });
    await attempt(channel, words("<a> & 'b'"));
    expect(receiver.received[0]).toMatchObject({ headers: { "content-type": contentType }, body: expected });
  });

  test("a text with a placeholder's name in it is not filled", async () => {
    const { receiver, channel } = await stage(status(200));
    await attempt(channel, words("{secret} {to}"));
    expect(JSON.parse(receiver.received[0]?.body ?? "").text).toBe("T\n{secret} {to}");
  });

  test("as many parts as it may", async () => {
    const { receiver, channel } = await stage(status(200), { partsMax: 2 });
    await attempt(channel, words("x".repeat(900)));
    const { text, parts } = JSON.parse(receiver.received[0]?.body ?? "");
    expect([text.length, text.endsWith("xxx..."), parts]).toEqual([306, true, 2]);
  });

  test("the number that the rota names, when it is one", async () => {
    const { receiver, channel } = await stage(status(200));
    await attempt(channel, bodyOf({}, { target: "+84987654321" }));
    expect(JSON.parse(receiver.received[0]?.body ?? "").to).toBe("+84987654321");
    expect(await attempt(channel, bodyOf({}, { target: "@duty" }))).toMatchObject({ kind: "impossible" });
  });
});

describe("what a gateway's answers mean", () => {
  const answer = { field: "data.code", delivered: [100], later: ["103"] };
  test.each<[string, Answer, object | undefined, unknown]>([
    ["200", status(200), undefined, { kind: "delivered", detail: "HTTP 200" }],
    [
      "a code that means taken",
      json(200, { data: { code: "100" } }),
      answer,
      { kind: "delivered", detail: "data.code 100" },
    ],
    [
      "a code that means later",
      json(200, { data: { code: 103 } }),
      answer,
      { kind: "unavailable", retryAfterMs: null, detail: 'HTTP 200 {"data":{"code":103}}' },
    ],
    [
      "any other code",
      json(200, { data: { code: 104, said: "no brand" } }),
      answer,
      { kind: "refused", detail: 'HTTP 200 {"data":{"code":104,"said":"no brand"}}' },
    ],
    ["no JSON where a code was to be", status(200), answer, { kind: "refused", detail: "HTTP 200" }],
    [
      "a wrong key",
      json(401, { key: secret }),
      undefined,
      { kind: "unavailable", retryAfterMs: null, detail: 'HTTP 401 {"key":"***"}' },
    ],
    [
      "429",
      status(429, { "retry-after": "7" }),
      answer,
      { kind: "unavailable", retryAfterMs: 7_000, detail: "HTTP 429" },
    ],
    [
      "500",
      json(500, { oh: 1 }),
      answer,
      { kind: "unavailable", retryAfterMs: null, detail: 'HTTP 500 {"oh":1}' },
    ],
    ["400", json(400, "bad number"), undefined, { kind: "refused", detail: 'HTTP 400 "bad number"' }],
    [
      "a redirect to cloud metadata",
      status(302, { location: "http://169.254.169.254/" }),
      undefined,
      { kind: "refused", detail: "HTTP 302, redirects are not followed" },
    ],
    [
      "silence",
      () => undefined,
      undefined,
      { kind: "unavailable", retryAfterMs: null, detail: expect.stringMatching(/timeout/i) },
    ],
  ])("%s", async (_name, respond, rule, expected) => {
    const { channel } = await stage(respond, rule ? { answer: rule } : {});
    expect(await attempt(channel)).toEqual(expected);
  });
});

describe("length of a message", () => {
  test.each([
    ["160 of the GSM alphabet", "x".repeat(160), "gsm7", 1],
    ["161 of it", "x".repeat(161), "gsm7", 2],
    ["306 of it", "x".repeat(306), "gsm7", 2],
    ["307 of it", "x".repeat(307), "gsm7", 3],
    ["80 that cost two", "€".repeat(80), "gsm7", 1],
    ["81 that cost two", "€".repeat(81), "gsm7", 2],
    ["a pair at the seam of two parts", `${"x".repeat(152)}€${"x".repeat(151)}`, "gsm7", 2],
    [
      "a pair that the seam pushes, and with it a third part",
      `${"x".repeat(152)}€${"x".repeat(152)}`,
      "gsm7",
      3,
    ],
    ["70 of UCS-2", "ắ".repeat(70), "ucs2", 1],
    ["71 of UCS-2", "ắ".repeat(71), "ucs2", 2],
    ["35 beyond the basic plane", "😀".repeat(35), "ucs2", 1],
    ["36 beyond it", "😀".repeat(36), "ucs2", 2],
  ] as const)("%s", (_name, text, alphabet, parts) => {
    expect(partsOf(text, alphabet)).toBe(parts);
  });

  test("Vietnamese without its diacritics is of the GSM alphabet", () => {
    expect(withoutDiacritics("Bù Đốp: mất điện lưới, ắc quy yếu – 45°C “ưỡ” ✓")).toBe(
      'Bu Dop: mat dien luoi, ac quy yeu - 45 do C "uo" ?',
    );
  });

  test("a text without diacritics goes as GSM even when they were wanted", () => {
    expect(smsText("mat dien", "ucs2", 1)).toEqual({ text: "mat dien", alphabet: "gsm7", parts: 1 });
    expect(smsText("mất điện", "ucs2", 1)).toEqual({ text: "mất điện", alphabet: "ucs2", parts: 1 });
  });

  test("never has more parts than it may, and loses nothing when it fits", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "ấ", "€", "😀", "\n", "đ", "^"), maxLength: 700 });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom("gsm7" as const, "ucs2" as const),
        fc.integer({ min: 1, max: 3 }),
        (given, alphabet, partsMax) => {
          const sms = smsText(given, alphabet, partsMax);
          expect(sms.parts).toBeLessThanOrEqual(partsMax);
          expect(sms.parts).toBe(partsOf(sms.text, sms.alphabet));
          expect(sms.text.isWellFormed()).toBe(true);
          const whole = alphabet === "gsm7" ? withoutDiacritics(given) : given.normalize("NFC");
          if (partsOf(whole, sms.alphabet) <= partsMax) expect(sms.text).toBe(whole);
        },
      ),
    );
  });
});
