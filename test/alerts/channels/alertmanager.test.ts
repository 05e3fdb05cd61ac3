import { describe, expect, onTestFinished, test } from "vitest";
import { alertmanagerAlerts } from "../../../alerts/channels/alertmanager-alert.ts";
import { json, type Receiver, startReceiver, status } from "../receiver.ts";
import { attempt, bodyOf, channelOf, cleared, escalated, nowMs, secret } from "./stage.ts";

const minutesMs = (count: number): number => count * 60_000;
const times = { nowMs, activeMs: minutesMs(60) };
const digest = {
  alarm: null,
  kind: "digest",
  title: { vi: "12 cảnh báo", en: "12 alarms" },
  text: { vi: "…", en: "…" },
};

describe("alerts", () => {
  test("an active alarm stands until it is told again", () => {
    const link = "https://noc.example.com/a/1";
    expect(
      alertmanagerAlerts(
        bodyOf({ qualifier: "phase-2", labels: { team: "noc", "9-x": "y", empty: "" } }, { link }),
        "en",
        times,
      ),
    ).toEqual([
      {
        labels: {
          _9_x: "y",
          alertname: "mains-lost",
          node: "pwr",
          qualifier: "phase-2",
          severity: "major",
          site: "BPH0123",
          source: "tramcanh",
          team: "noc",
        },
        annotations: {
          summary: "[Major] Bù Đốp 1 (BPH0123) · pwr",
          description: "Mains lost. Check the generator.\n31/01/2026 09:50 +07",
          alarm: "00112233445566778899aabb",
          link,
        },
        startsAt: "2026-01-31T02:50:00.000Z",
        endsAt: "2026-01-31T04:00:00.000Z",
        generatorURL: link,
      },
    ]);
  });

  test("a cleared alarm ends when it was cleared, with the same labels", () => {
    const [active] = alertmanagerAlerts(bodyOf(), "vi", times);
    const [over] = alertmanagerAlerts(bodyOf(cleared), "vi", times);
    expect(over?.labels).toEqual(active?.labels);
    expect([over?.startsAt, over?.endsAt]).toEqual(["2026-01-31T02:50:00.000Z", "2026-01-31T02:58:00.000Z"]);
  });

  test("a severity that the alarm had before ends: to Alertmanager it is another alert", () => {
    const alerts = alertmanagerAlerts(bodyOf(escalated), "vi", times);
    expect(alerts.map(({ labels, endsAt }) => [labels["severity"], endsAt])).toEqual([
      ["critical", "2026-01-31T04:00:00.000Z"],
      ["major", "2026-01-31T03:00:00.000Z"],
    ]);
    const over = alertmanagerAlerts(bodyOf({ ...escalated, ...cleared }), "vi", times);
    expect(over.map(({ endsAt }) => endsAt)).toEqual([
      "2026-01-31T02:58:00.000Z",
      "2026-01-31T02:58:00.000Z",
    ]);
  });

  test("a device whose clock is ahead does not hide its alarm in the future", () => {
    const at = {
      eventAt: "2026-01-31T03:09:00.000Z",
      receivedAt: "2026-01-31T03:00:00.000Z",
      clock: "device",
    };
    const statusChanges = [{ at, event: "raised", severity: "major" }];
    const [alert] = alertmanagerAlerts(
      bodyOf({ lastRaised: at, lastChanged: at, statusChanges }),
      "vi",
      times,
    );
    expect(alert?.startsAt).toBe("2026-01-31T03:00:00.000Z");
    const [over] = alertmanagerAlerts(bodyOf({ ...cleared, lastCleared: at, statusChanges }), "vi", times);
    expect(over?.endsAt).toBe("2026-01-31T03:00:00.000Z");
  });

  test("what is about no alarm stands for five minutes under a name of its own", () => {
    const [alert] = alertmanagerAlerts(bodyOf({}, digest), "vi", times);
    expect(alert).toMatchObject({
      labels: { alertname: "tramcanh-digest", source: "tramcanh" },
      annotations: { summary: "12 cảnh báo" },
      endsAt: "2026-01-31T03:05:00.000Z",
    });
  });
});

type Answer = Parameters<typeof startReceiver>[0];

const stage = async (
  answer: Answer,
  more: object = {},
): Promise<{ receiver: Receiver; channel: ReturnType<typeof channelOf> }> => {
  const receiver = await startReceiver(answer);
  onTestFinished(() => receiver.close());
  const url = `${new URL(receiver.url).origin}/am/`;
  return {
    receiver,
    channel: channelOf({ kind: "alertmanager", url, allowPrivateAddress: true, ...more }, { timeoutMs: 400 }),
  };
};

describe("what Alertmanager's answers mean", () => {
  test("200: delivered, to the API below the URL, with the token", async () => {
    const { receiver, channel } = await stage(status(200), { token: { env: "TOKEN" } });
    expect(await attempt(channel)).toEqual({ kind: "delivered", detail: "HTTP 200" });
    expect(receiver.received[0]).toMatchObject({
      method: "POST",
      path: "/am/api/v2/alerts",
      headers: { authorization: `Bearer ${secret}` },
    });
  });

  test.each<[string, Answer, unknown]>([
    [
      "400: refused, with its words",
      json(400, "bad labels"),
      { kind: "refused", detail: 'HTTP 400 "bad labels"' },
    ],
    [
      "401: later, when somebody has mended the token",
      json(401, secret),
      { kind: "unavailable", retryAfterMs: null, detail: 'HTTP 401 "***"' },
    ],
    [
      "503: later",
      status(503, { "retry-after": "3" }),
      { kind: "unavailable", retryAfterMs: 3_000, detail: "HTTP 503" },
    ],
    [
      "a redirect",
      status(307, { location: "http://169.254.169.254/" }),
      { kind: "refused", detail: "HTTP 307, redirects are not followed" },
    ],
    [
      "silence",
      () => undefined,
      { kind: "unavailable", retryAfterMs: null, detail: expect.stringMatching(/timeout/i) },
    ],
  ])("%s", async (_name, answer, expected) => {
    const { channel } = await stage(answer, { token: { env: "TOKEN" } });
    expect(await attempt(channel)).toEqual(expected);
  });
});

describe("a webhook in Alertmanager's shape", () => {
  const hook = async () => {
    const receiver = await startReceiver(status(200));
    onTestFinished(() => receiver.close());
    const channel = channelOf({
      kind: "webhook",
      url: receiver.url,
      secret: { env: "SECRET" },
      format: "alertmanager",
      language: "en",
      allowPrivateAddress: true,
    });
    const send = async (body: string) => {
      expect(await attempt(channel, body)).toMatchObject({ kind: "delivered" });
      const got = receiver.received.at(-1);
      expect(got?.headers["tramcanh-signature"]).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
      return JSON.parse(got?.body ?? "");
    };
    return { receiver, send };
  };

  test("is version 4: firing without an end, then resolved with the same fingerprint", async () => {
    const { send } = await hook();
    const firing = await send(bodyOf({}, { link: "https://noc.example.com/a/1" }));
    expect(firing).toMatchObject({
      version: "4",
      groupKey: 'tramcanh:{"alertname":"mains-lost","site":"BPH0123","node":"pwr"}',
      truncatedAlerts: 0,
      status: "firing",
      receiver: "duty",
      groupLabels: { alertname: "mains-lost", site: "BPH0123", node: "pwr" },
      commonLabels: { severity: "major", team: "noc" },
      commonAnnotations: { summary: "[Major] Bù Đốp 1 (BPH0123) · pwr" },
      externalURL: "https://noc.example.com",
      alerts: [{ status: "firing", startsAt: "2026-01-31T02:50:00.000Z", endsAt: "0001-01-01T00:00:00Z" }],
    });
    const resolved = await send(bodyOf(cleared));
    expect(resolved).toMatchObject({
      status: "resolved",
      alerts: [{ status: "resolved", endsAt: "2026-01-31T02:58:00.000Z" }],
    });
    expect(resolved.alerts[0].fingerprint).toBe(firing.alerts[0].fingerprint);
  });

  test("tells a rise of severity as one alert that fires and one that ended", async () => {
    const { send } = await hook();
    const { alerts, status: group, commonLabels } = await send(bodyOf(escalated));
    expect(alerts.map((alert: { status: string }) => alert.status)).toEqual(["firing", "resolved"]);
    expect([group, commonLabels.severity]).toEqual(["firing", undefined]);
  });

  test("is the same at each attempt, and dead when it can't be made", async () => {
    const { send, receiver } = await hook();
    await send(bodyOf());
    await send(bodyOf());
    expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body);
    const channel = channelOf({
      kind: "webhook",
      url: "https://noc.example.com/",
      secret: { env: "S" },
      format: "alertmanager",
    });
    expect(await attempt(channel, "{}")).toMatchObject({ kind: "impossible" });
  });
});
