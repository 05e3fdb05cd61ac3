import { describe, expect, it } from "vitest";
import { parseAlarm } from "../../alerts/alarm-schema.ts";
import { bearer, openHouse, startMs } from "./house.ts";

const at = (minutes: number): string => new Date(startMs + minutes * 60_000).toISOString();

const withAlarm = async () => {
  const house = await openHouse();
  await house.deviceAlarm("VTL1/pwr", "lamp-failure");
  const id = house.alarms.list()[0]?.id ?? "";
  const headers = bearer(await house.key("technician"));
  const post = (path: string, payload?: object, more: Record<string, string> = {}) =>
    house.api.inject({
      method: "POST",
      url: `/api/v1/alarms/${path}`,
      headers: { ...headers, ...more },
      ...(payload && { payload }),
    });
  return { house, id, post };
};

describe("an act on an alarm that is told later", () => {
  it("keeps when it was done beside the platform's time, in the alarm, its journal and the audit log", async () => {
    const { house, id, post } = await withAlarm();
    house.time.nowMs += 30 * 60_000;
    const answer = await post(`${id}/acknowledge`, { occurredAt: at(10) });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ operatorState: "acknowledged", lastChanged: { eventAt: at(30) } });
    expect(answer.json().operatorChanges).toMatchObject([{ at: at(30), occurredAt: at(10) }]);
    await post(`${id}/comment`, { note: "now" });
    const [first, second] = house.alarms.get(id)?.operatorChanges ?? [];
    expect([first?.occurredAtMs, second?.occurredAtMs]).toEqual([startMs + 600_000, null]);
    const kept = await house.store.transitions({ afterSequence: 0, rowsMax: 10, alarm: id });
    expect(parseAlarm(kept.at(-1)?.body ?? "")).toEqual(house.alarms.get(id));
    const audit = await house.store.audit({ beforeSequence: 100, rowsMax: 2 });
    expect(audit.map(({ detail }) => JSON.parse(detail).occurredAt)).toEqual([undefined, at(10)]);
  });

  it("is taken without it when it can't be true, and refused when it is no instant", async () => {
    const { id, post } = await withAlarm();
    for (const occurredAt of [at(1), at(-8 * 24 * 60)]) {
      const answer = await post(`${id}/comment`, { note: "x", occurredAt });
      expect(answer.json().operatorChanges.at(-1)).toMatchObject({ at: at(0), occurredAt: null });
    }
    const wrong = await post(`${id}/comment`, { note: "x", occurredAt: "this morning" });
    expect([wrong.statusCode, wrong.json().errors[0].path]).toEqual([400, "body.occurredAt"]);
  });

  it("is one when it is sent twice with the same Idempotency-Key; many at once keep it too", async () => {
    const { house, id, post } = await withAlarm();
    const body = { note: "a", occurredAt: at(-1) };
    const first = await post(`${id}/comment`, body, { "idempotency-key": "k" });
    const again = await post(`${id}/comment`, body, { "idempotency-key": "k" });
    expect([again.headers["idempotency-replayed"], again.json()]).toEqual(["true", first.json()]);
    const many = await post("actions", { action: "acknowledge", ids: [id], occurredAt: at(-2) });
    expect(many.json()).toMatchObject({ done: 1 });
    const changes = house.alarms.get(id)?.operatorChanges ?? [];
    expect(changes.map(({ occurredAtMs }) => occurredAtMs)).toEqual([startMs - 60_000, startMs - 120_000]);
  });

  it("is answered again and done once when a restart has forgotten its Idempotency-Key", async () => {
    const { house, id, post } = await withAlarm();
    const acknowledged = { note: "on my way", occurredAt: at(-1) };
    const first = await post(`${id}/acknowledge`, acknowledged, { "idempotency-key": "before" });
    const again = await post(`${id}/acknowledge`, acknowledged, { "idempotency-key": "after" });
    expect([again.statusCode, again.json()]).toEqual([200, first.json()]);
    const comment = { note: "door is stuck", occurredAt: at(-1) };
    for (const _ of [1, 2]) expect((await post(`${id}/comment`, comment)).statusCode).toBe(200);
    const many = await post("actions", { action: "comment", ids: [id], ...comment });
    expect(many.json()).toMatchObject({ done: 1, refused: 0 });
    expect(house.alarms.get(id)?.operatorChanges.map(({ action }) => action)).toEqual([
      "acknowledge",
      "comment",
    ]);
    const audit = await house.store.audit({ beforeSequence: 100, rowsMax: 10 });
    expect(audit.filter(({ action }) => action.startsWith("alarm."))).toHaveLength(2);
    // Somebody else's, another moment's and one of no known moment are acts of their own.
    expect((await post(`${id}/acknowledge`, { note: "on my way", occurredAt: at(-2) })).statusCode).toBe(409);
    expect((await post(`${id}/acknowledge`, { note: "on my way" })).statusCode).toBe(409);
    const other = await house.api.inject({
      method: "POST",
      url: `/api/v1/alarms/${id}/acknowledge`,
      headers: bearer(await house.key("technician")),
      payload: acknowledged,
    });
    expect(other.statusCode).toBe(409);
  });

  it("of a journal from before it was known has none", () => {
    const old = { atMs: 1, actor: "lan", action: "comment", note: "x", value: null };
    const moment = { eventAtMs: 1, receivedAtMs: 1, clock: "device" };
    const nothing = Object.fromEntries(
      ["probableCause", "lastCleared", "threshold", "trend", "assignee", "ticket", "shelf", "maintenance"]
        .concat("cause", "impact", "timeToSiteDown")
        .map((name) => [name, null]),
    );
    const alarm = {
      ...nothing,
      ...{ id: "a".repeat(24), site: "VTL1", node: "pwr", type: "x", qualifier: "", specificProblem: "x" },
      ...{ eventType: "equipmentAlarm", severity: "major", isCleared: false, text: { vi: "x", en: "x" } },
      ...{ firstRaised: moment, lastRaised: moment, lastChanged: moment, occurrenceCount: 1, changeCount: 1 },
      ...{ labels: {}, evidence: [], meaning: "local", flapping: false, operatorState: "none" },
      ...{ symptomCount: 0, statusChanges: [], operatorChanges: [old] },
    };
    expect(parseAlarm(JSON.stringify(alarm)).operatorChanges).toEqual([{ ...old, occurredAtMs: null }]);
  });
});
