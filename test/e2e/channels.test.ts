import { connectAsync } from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { startAlertmanager, withoutAlertmanager } from "../alerts/channels/alertmanager-program.ts";
import { startMailServer } from "../alerts/channels/mail-server.ts";
import { readMail } from "../alerts/channels/mail-text.ts";
import { startReceiver, status } from "../alerts/receiver.ts";
import { until } from "../until.ts";
import { itemsOf, openHouse, serve } from "./house.ts";
import { promptMainsRule, provision } from "./serve.ts";

// Where tests must not be left out, a missing Alertmanager fails them; elsewhere it only says so.
test.skipIf(withoutAlertmanager)(
  "a mains failure that a device tells fires in Debian's Alertmanager and goes out as a mail, and so does its end",
  async () => {
    const receiver = await startReceiver(status(200));
    onTestFinished(() => receiver.close());
    const alertmanager = await startAlertmanager(receiver.url);
    onTestFinished(() => alertmanager.stop());
    const mailServer = await startMailServer();
    onTestFinished(() => mailServer.close());
    const house = openHouse({
      more: [
        "rules: [rules/*.yaml]",
        "channels:",
        `  am: { kind: alertmanager, url: "${alertmanager.url}", allowPrivateAddress: true }`,
        `  mail: { kind: email, host: 127.0.0.1, port: ${mailServer.port}, tls: none, from: noc@example.com, to: [duty@example.com], allowPrivateAddress: true }`,
        "routes: [{ match: {}, to: [am, mail] }]",
        "",
      ].join("\n"),
      files: { "rules/prompt.yaml": promptMainsRule },
    });
    const served = await serve(house);
    const { id, token } = await provision(served, "BPH0001");
    const client = await connectAsync(
      served.urls.mqtt,
      { clientId: id, username: id, password: token },
      false,
    );
    onTestFinished(() => client.endAsync(true));
    const startMs = Date.now();
    const mains = (present: boolean, afterMs: number) =>
      client.publishAsync(
        "sites/BPH0001/pwr/telemetry",
        JSON.stringify({ ts: startMs + afterMs, values: { "mains.present": present } }),
        { qos: 1 },
      );

    await mains(true, 0);
    await mains(false, 1);
    await until(async () =>
      expect(await alertmanager.shown("BPH0001")).toMatchObject([
        { labels: { alertname: "mains-lost", node: "pwr", severity: "major" }, status: { state: "active" } },
      ]),
    );
    await until(() => expect(mailServer.mails).toHaveLength(1));
    expect(readMail(mailServer.mails[0]?.source ?? "").headers.get("subject")).toContain("pwr");

    await mains(true, 2);
    await until(async () => expect(await alertmanager.shown("BPH0001")).toEqual([]));
    const groups = receiver.received.map(({ body }) => JSON.parse(body));
    await until(() =>
      expect(receiver.received.map(({ body }) => JSON.parse(body).status)).toEqual(["firing", "resolved"]),
    );
    expect(groups[0]).toMatchObject({ groupLabels: { alertname: "mains-lost", site: "BPH0001" } });
    await until(() => expect(mailServer.mails).toHaveLength(2));
    expect(await itemsOf(served, "/api/v1/channels")).toMatchObject([
      { name: "am", state: "working", deadLetters: 0 },
      { name: "mail", state: "working", deadLetters: 0 },
    ]);
  },
);
