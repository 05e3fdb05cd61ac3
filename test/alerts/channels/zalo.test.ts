import { describe, expect, onTestFinished, test } from "vitest";
import type { Channel } from "../../../alerts/channels/channel.ts";
import type { Secrets } from "../../../alerts/channels/surroundings.ts";
import { json, type Received, startReceiver, status } from "../receiver.ts";
import { attempt, bodyOf, channelOf, nowMs, secretsInMemory } from "./stage.ts";

type Answer = Parameters<typeof startReceiver>[0];

const delivered = json(200, { error: 0, message: "Success", data: { message_id: "m1", user_id: "u1" } });
const failure = (error: number, message: string) => json(200, { error, message });

/** Zalo as its documentation describes it: refresh tokens work once, access tokens are checked. */
const zalo = (send: Answer, refresh?: Answer) => {
  const state = { refresh: "refresh-0", access: "", count: 0 };
  const answer: Answer = (response, count, got) => {
    if (!got.path.startsWith("/v4/oa/access_token")) {
      const known = got.headers["access_token"] === state.access;
      return known ? send(response, count, got) : failure(-216, "Access token is invalid")(response);
    }
    if (refresh) return refresh(response, count, got);
    const given = new URLSearchParams(got.body).get("refresh_token");
    if (given !== state.refresh) {
      return json(200, { error_name: "Invalid refresh token", error: -14020, error_description: "used" })(
        response,
      );
    }
    state.count++;
    state.refresh = `refresh-${state.count}`;
    state.access = `access-${state.count}`;
    json(200, { access_token: state.access, refresh_token: state.refresh, expires_in: "90000" })(response);
  };
  return { state, answer };
};

const stage = async (
  send: Answer,
  more: { readonly refresh?: Answer; readonly secrets?: Secrets; readonly configuration?: object } = {},
) => {
  const vendor = zalo(send, more.refresh);
  const receiver = await startReceiver(vendor.answer);
  onTestFinished(() => receiver.close());
  const { origin } = new URL(receiver.url);
  const secrets = more.secrets ?? secretsInMemory();
  const open = (refreshToken = "refresh-0"): Channel =>
    channelOf(
      {
        kind: "zalo",
        appId: "123456789",
        appSecret: { env: "SECRET" },
        refreshToken: { env: "REFRESH" },
        user: "u1",
        api: origin,
        oauth: origin,
        allowPrivateAddress: true,
        ...more.configuration,
      },
      {
        secret: (source) => ("env" in source && source.env === "REFRESH" ? refreshToken : "app-secret"),
        secrets,
        timeoutMs: 400,
      },
    );
  return { ...vendor, receiver, open, channel: open() };
};

const paths = (received: readonly Received[]): readonly string[] => received.map(({ path }) => path);

describe("what Zalo gets", () => {
  test("a token's renewal first, then the message to the user, with the access token", async () => {
    const { channel, receiver } = await stage(delivered);
    expect(await attempt(channel)).toEqual({ kind: "delivered", detail: "error 0" });
    const [renewal, message] = receiver.received;
    expect(renewal).toMatchObject({
      method: "POST",
      path: "/v4/oa/access_token",
      headers: { "content-type": "application/x-www-form-urlencoded", secret_key: "app-secret" },
      body: "refresh_token=refresh-0&app_id=123456789&grant_type=refresh_token",
    });
    expect(message).toMatchObject({
      method: "POST",
      path: "/v3.0/oa/message/cs",
      headers: { "content-type": "application/json", access_token: "access-1" },
    });
    expect(JSON.parse(message?.body ?? "")).toEqual({
      recipient: { user_id: "u1" },
      message: {
        text: "[Lớn] Bù Đốp 1 (BPH0123) · pwr\nMất điện lưới. Kiểm tra máy phát.\n31/01/2026 09:50 +07",
      },
    });
  });

  test("messages to a group by the group's way, and at most 2,000 characters", async () => {
    const { channel, receiver } = await stage(delivered, { configuration: { user: undefined, group: "g1" } });
    await attempt(
      channel,
      bodyOf({}, { title: { vi: "t", en: "" }, text: { vi: "x".repeat(5_000), en: "" } }),
    );
    const message = receiver.received[1];
    expect(message?.path).toBe("/v3.0/oa/group/message");
    const { recipient, message: sent } = JSON.parse(message?.body ?? "");
    expect([recipient, sent.text.length]).toEqual([{ group_id: "g1" }, 2_000]);
  });

  test("the person whom the rota names", async () => {
    const { channel, receiver } = await stage(delivered);
    await attempt(channel, bodyOf({}, { target: "u2" }));
    expect(JSON.parse(receiver.received[1]?.body ?? "")).toMatchObject({ recipient: { user_id: "u2" } });
  });
});

describe("tokens", () => {
  test("an access token is used until shortly before its end, then renewed", async () => {
    const { channel, receiver } = await stage(delivered);
    const body = bodyOf();
    for (const later of [0, 1_000, 89_600_000, 89_800_000])
      await channel.deliver({ id: "n", body }, nowMs + later);
    const renewals = paths(receiver.received).filter((path) => path.startsWith("/v4"));
    expect([renewals.length, receiver.received.length]).toEqual([2, 6]);
    expect(receiver.received.at(-1)?.headers["access_token"]).toBe("access-2");
  });

  test("a rotated refresh token is kept before it is used, and a restart goes on with it", async () => {
    const secrets = secretsInMemory();
    const keptBefore: boolean[] = [];
    const { channel, open, receiver } = await stage(
      (response) => {
        keptBefore.push(JSON.stringify([...secrets.kept]).includes("refresh-1"));
        delivered(response);
      },
      { secrets },
    );
    await attempt(channel);
    expect(keptBefore).toEqual([true]);
    expect(await attempt(open())).toMatchObject({ kind: "delivered" });
    expect(paths(receiver.received).filter((path) => path.startsWith("/v4"))).toHaveLength(1);
  });

  test("a newly configured refresh token wins over the kept one", async () => {
    const secrets = secretsInMemory();
    const { channel, open, state, receiver } = await stage(delivered, { secrets });
    await attempt(channel);
    state.refresh = "given-by-a-person";
    state.access = "";
    expect(await attempt(open("given-by-a-person"))).toMatchObject({ kind: "delivered" });
    expect(receiver.received.at(-2)?.body).toContain("refresh_token=given-by-a-person");
  });

  test("a revoked access token is renewed once, and the message sent again", async () => {
    const { channel, state, receiver } = await stage(delivered);
    await attempt(channel);
    state.access = "revoked by Zalo";
    expect(await attempt(channel)).toMatchObject({ kind: "delivered" });
    expect(paths(receiver.received).map((path) => path.slice(0, 3))).toEqual([
      "/v4",
      "/v3",
      "/v3",
      "/v4",
      "/v3",
    ]);
  });

  test("two at once renew one token, not two", async () => {
    const { channel, receiver } = await stage(delivered);
    const both = await Promise.all([attempt(channel), attempt(channel)]);
    expect(both.map(({ kind }) => kind)).toEqual(["delivered", "delivered"]);
    expect(paths(receiver.received).filter((path) => path.startsWith("/v4"))).toHaveLength(1);
  });

  test("a token that is refused even when it is new does not turn in circles", async () => {
    const { channel, receiver } = await stage(failure(-216, "Access token is invalid"));
    expect(await attempt(channel)).toMatchObject({
      kind: "unavailable",
      detail: "error -216 Access token is invalid",
    });
    expect(receiver.received).toHaveLength(4);
  });

  test.each<[string, Answer, unknown]>([
    [
      "a refresh token that was used: later, when a person gave a new one",
      json(200, {
        error: -14020,
        error_name: "Invalid refresh token",
        error_description: "refresh-0 app-secret",
      }),
      {
        kind: "unavailable",
        retryAfterMs: null,
        detail: "no access token: HTTP 200 -14020 Invalid refresh token *** ***",
      },
    ],
    [
      "500: later",
      status(500),
      { kind: "unavailable", retryAfterMs: null, detail: "no access token: HTTP 500" },
    ],
    [
      "silence: later",
      () => undefined,
      { kind: "unavailable", retryAfterMs: null, detail: expect.stringMatching(/timeout/i) },
    ],
  ])("%s", async (_name, refresh, expected) => {
    const { channel, receiver } = await stage(delivered, { refresh });
    expect(await attempt(channel)).toEqual(expected);
    expect(receiver.received).toHaveLength(1);
  });

  test("while the disk takes no token nothing is sent, and no second one is asked for", async () => {
    const disk = { full: true };
    const memory = secretsInMemory();
    const secrets: Secrets = {
      read: memory.read,
      keep: (name, value) => (disk.full ? Promise.reject(new Error("ENOSPC")) : memory.keep(name, value)),
    };
    const { channel, receiver } = await stage(delivered, { secrets });
    expect(await attempt(channel)).toMatchObject({
      kind: "unavailable",
      detail: "the new refresh token can't be kept: ENOSPC",
    });
    expect(await attempt(channel)).toMatchObject({ kind: "unavailable" });
    disk.full = false;
    expect(await attempt(channel)).toMatchObject({ kind: "delivered" });
    expect(paths(receiver.received)).toEqual(["/v4/oa/access_token", "/v3.0/oa/message/cs"]);
  });
});

describe("what Zalo's answers mean", () => {
  test.each<[string, Answer, string, string]>([
    ["too many requests: later", failure(-32, "Out of rate"), "unavailable", "error -32 Out of rate"],
    ["the quota is used up: later", failure(-211, "Out of quota"), "unavailable", "error -211 Out of quota"],
    [
      "who does not follow: dead",
      failure(-213, "User has not followed OA"),
      "impossible",
      "error -213 User has not followed OA",
    ],
    [
      "no word from the user in seven days: dead",
      failure(-230, "User has not interacted"),
      "impossible",
      "error -230 User has not interacted",
    ],
    ["an error that we don't know: refused", failure(-999, "?"), "refused", "error -999 ?"],
    ["500: later", status(500), "unavailable", "HTTP 500"],
    ["429: later", status(429, { "retry-after": "9" }), "unavailable", "HTTP 429"],
    ["a page in place of an answer: later", status(200), "unavailable", "HTTP 200: not an answer of Zalo"],
    [
      "a redirect to cloud metadata: refused",
      status(302, { location: "http://169.254.169.254/" }),
      "refused",
      "HTTP 302, redirects are not followed",
    ],
  ])("%s", async (_name, answer, kind, detail) => {
    const { channel } = await stage(answer);
    expect(await attempt(channel)).toMatchObject({ kind, detail });
  });

  test("silence: later", async () => {
    const { channel } = await stage(() => undefined);
    expect(await attempt(channel)).toMatchObject({ kind: "unavailable", retryAfterMs: null });
  });

  test("no token is shown, whatever comes back", async () => {
    const { channel } = await stage(failure(-999, "access-1 refresh-1 refresh-0 app-secret"));
    expect((await attempt(channel)).detail).toBe("error -999 *** *** *** ***");
  });
});
