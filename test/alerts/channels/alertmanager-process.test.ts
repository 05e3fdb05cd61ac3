import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../../until.ts";
import { type Receiver, startReceiver, status } from "../receiver.ts";
import { type Alertmanager, startAlertmanager, withoutAlertmanager } from "./alertmanager-program.ts";
import { bodyOf, channelOf } from "./stage.ts";

// Where tests must not be left out, a missing Alertmanager fails them; elsewhere it only says so.
describe.skipIf(withoutAlertmanager)("Debian's Alertmanager", () => {
  let receiver: Receiver;
  let alertmanager: Alertmanager;

  beforeAll(async () => {
    receiver = await startReceiver(status(200));
    alertmanager = await startAlertmanager(receiver.url);
  });

  afterAll(async () => {
    await alertmanager.stop();
    await receiver.close();
  });

  const shown = (site: string) => alertmanager.shown(site);
  const told = (site: string): readonly { status: string; alerts: unknown[] }[] =>
    receiver.received
      .map(({ body }) => JSON.parse(body))
      .filter(({ groupLabels }) => groupLabels.site === site);

  /** The real clock: Alertmanager has no other. */
  const at = (atMs: number) => {
    const instant = new Date(atMs).toISOString();
    return { eventAt: instant, receivedAt: instant, clock: "device" };
  };
  const open = () =>
    channelOf({ kind: "alertmanager", url: alertmanager.url, language: "en", allowPrivateAddress: true });
  const tell = (change: object): Promise<unknown> =>
    open().deliver({ id: "n", body: bodyOf({ ...change }) }, Date.now());

  test("shows our alarm firing, tells its receiver, then resolved", async () => {
    const raised = at(Date.now() - 60_000);
    const active = {
      site: "S1",
      lastRaised: raised,
      lastChanged: raised,
      statusChanges: [{ at: raised, event: "raised", severity: "major" }],
    };
    expect(await tell(active)).toEqual({ kind: "delivered", detail: "HTTP 200" });
    await until(async () =>
      expect(await shown("S1")).toMatchObject([
        {
          labels: { alertname: "mains-lost", site: "S1", node: "pwr", severity: "major" },
          annotations: { description: expect.stringContaining("Mains lost. Check the generator.") },
          status: { state: "active" },
        },
      ]),
    );
    await until(() => expect(told("S1")).toMatchObject([{ status: "firing" }]));
    const over = at(Date.now());
    expect(await tell({ ...active, isCleared: true, lastCleared: over, lastChanged: over })).toMatchObject({
      kind: "delivered",
    });
    await until(() =>
      expect(told("S1").at(-1)).toMatchObject({ status: "resolved", alerts: [{ status: "resolved" }] }),
    );
    await until(async () => expect(await shown("S1")).toEqual([]));
  });

  test("an alarm that becomes critical leaves one alert, the critical one", async () => {
    const raised = at(Date.now() - 60_000);
    const first = { at: raised, event: "raised", severity: "major" };
    const base = { site: "S2", lastRaised: raised, lastChanged: raised };
    await tell({ ...base, statusChanges: [first] });
    await until(async () => expect(await shown("S2")).toHaveLength(1));
    const second = { at: at(Date.now()), event: "updated", severity: "critical" };
    await tell({ ...base, severity: "critical", statusChanges: [first, second] });
    await until(async () =>
      expect((await shown("S2")).map(({ labels }) => labels["severity"])).toEqual(["critical"]),
    );
  });

  test("an alarm told again stands longer", async () => {
    const raised = at(Date.now());
    const base = { site: "S3", lastRaised: raised, lastChanged: raised };
    await tell(base);
    const [before] = await shown("S3");
    await tell(base);
    const [after] = await shown("S3");
    expect(Date.parse(after?.endsAt ?? "") - Date.parse(before?.endsAt ?? "")).toBeGreaterThan(0);
  });
});
