import { describe, expect, onTestFinished, test } from "vitest";
import type { DeliveryOutcome } from "../../../alerts/channels/channel.ts";
import { json, type Receiver, startReceiver, status } from "../receiver.ts";
import { attempt, bodyOf, channelOf } from "./stage.ts";

type Answer = Parameters<typeof startReceiver>[0];

const token = "123456:ABC-def_1";

const stage = async (answer: Answer, more: Readonly<Record<string, unknown>> = {}) => {
  const receiver: Receiver = await startReceiver(answer);
  onTestFinished(() => receiver.close());
  const configuration = {
    kind: "telegram",
    token: { env: "TOKEN" },
    chat: "-1001234567890",
    api: new URL(receiver.url).origin,
    allowPrivateAddress: true,
    ...more,
  };
  return { receiver, channel: channelOf(configuration, { secret: () => token, timeoutMs: 400 }) };
};

const sent = { ok: true, result: { message_id: 7, chat: { id: -1001234567890 } } };

describe("what Telegram gets", () => {
  test("sendMessage with the bot's token, to the chat, as escaped HTML", async () => {
    const { receiver, channel } = await stage(json(200, sent), { topic: 5 });
    const text = { vi: 'Nhiệt độ > 45 & "nóng" <b>', en: "" };
    const title = { vi: "<script>", en: "" };
    const link = "https://noc.example.com/a?x=1&y=2";
    const outcome = await attempt(channel, bodyOf({}, { title, text, link }));
    expect(outcome).toEqual({ kind: "delivered", detail: "message 7" });
    const [got] = receiver.received;
    expect([got?.method, got?.path]).toEqual(["POST", `/bot${token}/sendMessage`]);
    expect(JSON.parse(got?.body ?? "")).toEqual({
      chat_id: "-1001234567890",
      message_thread_id: 5,
      text: "<b>&lt;script&gt;</b>\nNhiệt độ &gt; 45 &amp; &quot;nóng&quot; &lt;b&gt;\nhttps://noc.example.com/a?x=1&amp;y=2",
      parse_mode: "HTML",
      link_preview_options: { is_disabled: true },
    });
  });

  test("at most 4,096 characters of text", async () => {
    const { receiver, channel } = await stage(json(200, sent));
    await attempt(
      channel,
      bodyOf({}, { title: { vi: "t".repeat(900), en: "" }, text: { vi: "&".repeat(9_000), en: "" } }),
    );
    const { text } = JSON.parse(receiver.received[0]?.body ?? "");
    const parsed = text.replaceAll(/<\/?b>/g, "").replaceAll("&amp;", "&");
    expect(parsed).toHaveLength(4_096);
  });

  test("the person whom the rota names, when the name is one of Telegram's", async () => {
    const { receiver, channel } = await stage(json(200, sent), { topic: 5 });
    await attempt(channel, bodyOf({}, { target: "@duty_officer" }));
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ chat_id: "@duty_officer" });
    expect(receiver.received[0]?.body).not.toContain("message_thread_id");
    expect(await attempt(channel, bodyOf({}, { target: "0901234567x" }))).toMatchObject({
      kind: "impossible",
      detail: expect.stringContaining("neither a chat's number"),
    });
    expect(receiver.received).toHaveLength(1);
  });
});

const refusal = (code: number, description: string, parameters?: object) =>
  json(code, { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) });

describe("what Telegram's answers mean", () => {
  test.each<[string, Answer, Partial<DeliveryOutcome> & { detail: unknown }]>([
    [
      "a wrong token: later, when somebody has mended it",
      refusal(401, "Unauthorized"),
      {
        kind: "unavailable",
        retryAfterMs: null,
        detail: "HTTP 401 Unauthorized: the token of the bot is not valid",
      },
    ],
    [
      "too many requests: after retry_after",
      refusal(429, "Too Many Requests: retry after 35", { retry_after: 35 }),
      { kind: "unavailable", retryAfterMs: 35_000, detail: expect.stringContaining("retry after 35") },
    ],
    [
      "blocked by the user: dead",
      refusal(403, "Forbidden: bot was blocked by the user"),
      { kind: "impossible", detail: "HTTP 403 Forbidden: bot was blocked by the user" },
    ],
    [
      "an unknown chat: dead",
      refusal(400, "Bad Request: chat not found"),
      { kind: "impossible", detail: "HTTP 400 Bad Request: chat not found" },
    ],
    [
      "a group that moved: dead, with its new number",
      refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {
        migrate_to_chat_id: -1009,
      }),
      { kind: "impossible", detail: expect.stringContaining('set chat to "-1009"') },
    ],
    [
      "500: later",
      refusal(500, "Internal Server Error"),
      { kind: "unavailable", retryAfterMs: null, detail: expect.stringContaining("HTTP 500") },
    ],
    ["502 of a proxy: later", status(502), { kind: "unavailable", retryAfterMs: null, detail: "HTTP 502" }],
    [
      "a page in place of an answer: later",
      (response) => response.writeHead(200).end("<html>log in</html>"),
      {
        kind: "unavailable",
        retryAfterMs: null,
        detail: expect.stringContaining("not an answer of the Bot API"),
      },
    ],
    [
      "a redirect to cloud metadata: refused",
      status(302, { location: "http://169.254.169.254/" }),
      { kind: "refused", detail: "HTTP 302, redirects are not followed" },
    ],
    [
      "silence: later",
      () => undefined,
      { kind: "unavailable", retryAfterMs: null, detail: expect.stringMatching(/timeout/i) },
    ],
    [
      "an answer that never ends: later",
      (response) => response.writeHead(200).write('{"ok":'),
      { kind: "unavailable", retryAfterMs: null, detail: expect.stringMatching(/timeout|abort/i) },
    ],
  ])("%s", async (_name, answer, expected) => {
    const { channel } = await stage(answer);
    const outcome = await attempt(channel);
    expect(outcome).toEqual(expected);
    expect(outcome.detail).not.toContain(token);
  });

  test("a token that comes back in an answer is not shown", async () => {
    const { channel } = await stage(refusal(404, `Not Found: /bot${token}/sendMessage`));
    expect((await attempt(channel)).detail).toBe(
      "HTTP 404 Not Found: /bot***/sendMessage: the token of the bot is not valid",
    );
  });

  test("a body that can't be put into words is dead, and the reason says so", async () => {
    const { channel, receiver } = await stage(json(200, sent));
    expect(await attempt(channel, "{}")).toEqual({
      kind: "impossible",
      detail: "can't be put into words: the body is no notification",
    });
    expect(receiver.received).toHaveLength(0);
  });
});
