import { describe, expect, test } from "vitest";
import { AcknowledgeLinks } from "../../alerts/notification/acknowledge-links.ts";
import { linkMsMax } from "../../alerts/notification/limits.ts";
import { type House, openHouse, sharedHouse } from "./house.ts";

const newLinks = (): AcknowledgeLinks =>
  new AcknowledgeLinks({ key: "a key of the tests, 32 characters", publicUrl: "https://noc.example.test" });

const links = newLinks();
const shared = sharedHouse({ context: { links } });

/** One more alarm, and the path of a link to it. */
const withAlarm = async (type: string) => {
  const house = shared.current;
  await house.deviceAlarm("VTL1/pwr", type);
  const alarm = house.alarms.list().find((each) => each.type === type);
  if (alarm === undefined) throw new Error("no alarm");
  const subject = { alarm: alarm.id, occurrence: alarm.occurrenceCount, audience: "sms/north" };
  const path = new URL(links.linkFor(subject, house.time.nowMs)).pathname;
  return { house, path, id: alarm.id };
};

const press = ({ api }: House, url: string, headers: Record<string, string> = {}) =>
  api.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    payload: "",
  });

describe("an acknowledge link", () => {
  test("asks first: opening it, as mail scanners do, acknowledges nothing", async () => {
    const { house, path, id } = await withAlarm("lamp-1");
    for (const method of ["GET", "HEAD", "GET"] as const) {
      const page = await house.api.inject({ method, url: path });
      expect(page.statusCode).toBe(200);
      expect(page.headers["content-type"]).toContain("text/html");
      expect(page.headers["cache-control"]).toBe("no-store");
      // A browser that keeps the referrer to itself names no origin with the form.
      expect(page.headers["referrer-policy"]).toBe("same-origin");
      if (method === "GET") expect(page.body).toContain('<form method="post">');
    }
    expect(house.alarms.get(id)?.operatorState).toBe("none");
  });

  test("acknowledges once when its button is pressed, in the name of its audience, and is audited", async () => {
    const { house, path, id } = await withAlarm("lamp-2");
    const done = await press(house, path, {
      host: "noc.example.test",
      origin: "http://noc.example.test",
      "sec-fetch-site": "same-origin",
    });
    expect([done.statusCode, done.body]).toEqual([200, expect.stringContaining("Đã xác nhận")]);
    expect(house.alarms.get(id)).toMatchObject({
      operatorState: "acknowledged",
      operatorChanges: [{ actor: "link:sms/north", action: "acknowledge" }],
    });
    const [entry] = await house.store.audit({ beforeSequence: Number.MAX_SAFE_INTEGER, rowsMax: 1 });
    expect(entry).toMatchObject({ actor: "link:sms/north", action: "alarm.acknowledge", target: id });
    const again = await press(house, path);
    expect([again.statusCode, again.body]).toEqual([410, expect.stringContaining("works once")]);
    const { body } = await house.api.inject(path);
    expect(body).not.toContain("<form");
  });

  test("pressed twice at once acknowledges once", async () => {
    const { house, path, id } = await withAlarm("lamp-3");
    const pressed = await Promise.all([press(house, path), press(house, path)]);
    expect(pressed.map(({ statusCode }) => statusCode).sort()).toEqual([200, 410]);
    expect(house.alarms.get(id)?.operatorChanges).toHaveLength(1);
  });

  test("stays used after a restart", async () => {
    const { house, path } = await withAlarm("lamp-4");
    await press(house, path);
    const { documents } = await house.store.recover(0);
    const restarted = newLinks();
    restarted.restore(documents);
    const token = path.slice("/a/".length);
    expect([links.read(token, house.time.nowMs).kind, restarted.read(token, house.time.nowMs).kind]).toEqual([
      "used",
      "used",
    ]);
  });

  test("says clearly when it is too late", async () => {
    const { house, path, id } = await withAlarm("lamp-5");
    house.time.nowMs += linkMsMax + 2_000;
    const page = await press(house, path);
    expect([page.statusCode, page.body]).toEqual([410, expect.stringContaining("has expired")]);
    expect(page.body).not.toContain("VTL1");
    expect(house.alarms.get(id)?.operatorState).toBe("none");
  });

  test("of an occurrence that is over does nothing to the next one", async () => {
    const { house, path, id } = await withAlarm("lamp-6");
    await house.deviceAlarm("VTL1/pwr", "lamp-6", true);
    expect((await press(house, path)).body).toContain("has ended");
    await house.deviceAlarm("VTL1/pwr", "lamp-6");
    const page = await press(house, path);
    expect([page.statusCode, page.body]).toEqual([409, expect.stringContaining("has ended")]);
    expect(house.alarms.get(id)?.operatorState).toBe("none");
  });

  test("says when somebody else was quicker, and stays unused", async () => {
    const { house, path, id } = await withAlarm("lamp-7");
    const request = { id, actor: "noc", note: null, act: { kind: "acknowledge" as const } };
    await house.gate.act((rows, nowMs) => house.alarms.operate(rows, nowMs, request));
    const page = await press(house, path);
    expect([page.statusCode, page.body]).toEqual([409, expect.stringContaining("Somebody has acknowledged")]);
  });

  test("that was changed on its way, or made elsewhere, is none", async () => {
    const { house, path } = await withAlarm("lamp-8");
    for (const url of [`${path.slice(0, -3)}AAA`, "/a/hello"]) {
      for (const page of [await house.api.inject(url), await press(house, url)]) {
        expect([page.statusCode, page.body]).toEqual([404, expect.stringContaining("no acknowledge link")]);
      }
    }
  });

  test("can't be pressed from another site's page", async () => {
    const { house, path, id } = await withAlarm("lamp-9");
    const page = await press(house, path, { "sec-fetch-site": "cross-site" });
    expect(page.statusCode).toBe(403);
    expect(house.alarms.get(id)?.operatorState).toBe("none");
  });

  test("shows words of devices as words", async () => {
    const house = shared.current;
    const said = { type: "lamp", severity: "major", cleared: false, text: "<b>bold</b>" };
    await house.publish("sites/VTL1/pwr/alarm", { ts: house.time.nowMs, ...said });
    const alarm = house.alarms.list().find(({ type }) => type === "lamp");
    if (alarm === undefined) throw new Error("no alarm");
    const link = links.linkFor({ alarm: alarm.id, occurrence: 1, audience: "noc" }, house.time.nowMs);
    const { body } = await house.api.inject(new URL(link).pathname);
    expect(body).toContain("&lt;b&gt;");
    expect(body).not.toContain("<b>");
  });

  test("is none where no public address is configured", async () => {
    const { path } = await withAlarm("lamp-10");
    const house = await openHouse();
    expect((await house.api.inject(path)).statusCode).toBe(404);
  });
});
