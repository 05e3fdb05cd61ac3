import { describe, expect, it } from "vitest";
import type { Role } from "../../api/identity/role.ts";
import type { Scope } from "../../inventory/visibility.ts";
import { bearer, type House, openHouse, scopes, startMs } from "./house.ts";

const untilIso = new Date(startMs + 3_600_000).toISOString();

const clientOf = (house: House) => async (role: Role, scope?: Scope) => {
  const key = await house.key(role, scope);
  const actor = `key:${key.split("_")[1]}`;
  const ask = (method: "GET" | "POST", path: string, payload?: object, more: Record<string, string> = {}) =>
    house.api.inject({
      method,
      url: `/api/v1/${path}`,
      headers: { ...bearer(key), ...more },
      ...(payload && { payload }),
    });
  const post = (path: string, payload?: object, more?: Record<string, string>) =>
    ask("POST", path, payload, more);
  const get = async (path: string) => (await ask("GET", path)).json();
  return { actor, post, get };
};

const user = async (
  house: House,
  username: string,
  scope: Scope,
  role: Role = "technician",
): Promise<void> => {
  await house.context.act((rows, nowMs) => {
    const facts = { passwordHash: "x", role, scope, disabled: false };
    rows.document.push(
      house.identity.users.add({ username, ...facts, createdAtMs: nowMs, changedAtMs: nowMs }),
    );
  });
};

const withAlarms = async (...types: string[]) => {
  const house = await openHouse();
  for (const type of types) await house.deviceAlarm("SHARED/pwr", type);
  const client = clientOf(house);
  const desk = await client("noc-operator");
  const ids = new Map<string, string>(
    (await desk.get("alarms")).items.map(({ type, id }: { type: string; id: string }) => [
      type.split("/").at(-1) ?? type,
      id,
    ]),
  );
  const idOf = (type: string): string => {
    for (const [name, id] of ids) if (name.endsWith(type)) return id;
    throw new Error(`no alarm of type ${type}`);
  };
  const audits = async () =>
    (await house.store.audit({ beforeSequence: 1_000, rowsMax: 100 })).filter(({ action }) =>
      action.startsWith("alarm."),
    );
  return { house, client, desk, idOf, audits };
};

describe("what the desk does to an alarm", () => {
  it("each act answers the alarm, is in its history with who and why, and in the audit log", async () => {
    const { desk, idOf, audits } = await withAlarms("a");
    const id = idOf("a");
    const acts: readonly (readonly [string, object | undefined, object])[] = [
      ["acknowledge", undefined, { operatorState: "acknowledged" }],
      ["unacknowledge", { note: "mistake" }, { operatorState: "none" }],
      ["comment", { note: "looked at it" }, { operatorState: "none" }],
      ["assign", { assignee: desk.actor }, { assignee: desk.actor }],
      ["ticket", { ticket: "INC-7", note: "opened" }, { ticket: "INC-7" }],
      [
        "shelve",
        { until: untilIso, note: "works" },
        { shelf: { until: untilIso, actor: desk.actor, reason: "works" } },
      ],
      ["unshelve", {}, { shelf: null }],
      ["clear", { note: null }, { isCleared: true }],
      ["close", undefined, { operatorState: "closed" }],
    ];
    for (const [verb, body, outcome] of acts) {
      const answer = await desk.post(`alarms/${id}/${verb}`, body);
      expect([verb, answer.statusCode]).toEqual([verb, 200]);
      expect(answer.json()).toMatchObject({ id, ...outcome });
      expect(answer.json().operatorChanges.at(-1)).toMatchObject({ action: verb, actor: desk.actor });
    }
    const { items } = await desk.get(`alarms/${id}/history`);
    expect(items.map(({ event }: { event: string }) => event)).toEqual([
      "raised",
      ...["acknowledged", "unacknowledged", "commented", "assigned", "ticketed"],
      ...["shelved", "unshelved", "operator-cleared", "closed"],
    ]);
    const entries = (await audits()).reverse();
    expect(entries.map(({ action }) => action)).toEqual(acts.map(([verb]) => `alarm.${verb}`));
    expect(entries.find(({ action }) => action === "alarm.ticket")).toMatchObject({
      target: id,
      actor: desk.actor,
      detail: '{"note":"opened","ticket":"INC-7"}',
    });
  });

  it("a wrong request names the field, a wrong moment is a conflict; neither leaves a trace", async () => {
    const { desk, idOf, audits } = await withAlarms("a");
    const id = idOf("a");
    const refused = async (verb: string, body?: object) => {
      const answer = (await desk.post(`alarms/${id}/${verb}`, body)).json();
      return [answer.status, answer.code, answer.errors?.[0]?.path];
    };
    const past = new Date(startMs - 1).toISOString();
    const never = "2036-01-01T00:00:00Z";
    expect(await refused("comment", {})).toEqual([400, "invalid-request", "body.note"]);
    expect(await refused("comment", { note: "  " })).toEqual([400, "invalid-request", "body.note"]);
    expect(await refused("comment", { note: "x".repeat(2_001) })).toEqual([
      400,
      "invalid-request",
      "body.note",
    ]);
    expect(await refused("shelve", { until: untilIso })).toEqual([400, "invalid-request", "body.note"]);
    expect(await refused("shelve", { until: past, note: "x" })).toEqual([
      400,
      "invalid-request",
      "body.until",
    ]);
    expect(await refused("shelve", { until: never, note: "x" })).toEqual([
      400,
      "invalid-request",
      "body.until",
    ]);
    expect(await refused("ticket", { ticket: "x".repeat(500) })).toEqual([400, "invalid-request", "body"]);
    expect(await refused("assign", {})).toEqual([400, "invalid-request", "body.assignee"]);
    expect(await refused("unacknowledge")).toEqual([409, "conflict", undefined]);
    expect(await refused("unshelve")).toEqual([409, "conflict", undefined]);
    expect(await audits()).toEqual([]);
    expect((await desk.get(`alarms/${id}/history`)).items).toHaveLength(1);
  });

  it("an assignee is somebody who sees the alarm and may work on it", async () => {
    const { house, desk, idOf } = await withAlarms("a");
    await user(house, "lan", scopes.vtl);
    await user(house, "mai", scopes.mbf);
    await user(house, "reader", scopes.vtl, "regulator");
    const assign = async (assignee: string | null) =>
      (await desk.post(`alarms/${idOf("a")}/assign`, { assignee })).json();
    expect(await assign("lan")).toMatchObject({ assignee: "lan" });
    expect(await assign("mai")).toMatchObject({ status: 400, errors: [{ path: "body.assignee" }] });
    expect(await assign("nobody")).toMatchObject({ status: 400, errors: [{ value: "nobody" }] });
    const refused = await assign("reader");
    expect(refused).toMatchObject({ status: 400, code: "invalid-request" });
    expect(refused.errors).toMatchObject([{ path: "body.assignee", value: "reader", fix: /technician/ }]);
    expect(refused.detail).toMatch(/regulator only reads/);
    expect((await desk.get("alarms?assignee=lan")).items).toHaveLength(1);
    expect(await assign(null)).toMatchObject({ assignee: null });
  });
});

describe("what a technician does to an alarm", () => {
  it("acknowledges, comments and takes it himself, and nothing more", async () => {
    const { client, idOf } = await withAlarms("a");
    const technician = await client("technician");
    const status = async (verb: string, body?: object) =>
      (await technician.post(`alarms/${idOf("a")}/${verb}`, body)).statusCode;
    expect(await status("acknowledge")).toBe(200);
    expect(await status("comment", { note: "on my way" })).toBe(200);
    expect(await status("assign", { assignee: technician.actor })).toBe(200);
    expect(await status("assign", { assignee: "lan" })).toBe(403);
    expect(await status("assign", { assignee: null })).toBe(403);
    for (const verb of ["unacknowledge", "shelve", "unshelve", "close", "clear", "ticket"]) {
      expect([verb, await status(verb, {})]).toEqual([verb, 403]);
    }
    const many = (action: string, more = {}) =>
      technician.post("alarms/actions", { ids: [idOf("a")], action, ...more });
    expect((await many("comment", { note: "there" })).statusCode).toBe(207);
    expect((await many("close")).json()).toMatchObject({ status: 403, code: "role-refused" });
  });
});

describe("many alarms at once", () => {
  it("what can be done is done, with one audit entry each; the rest answers why not", async () => {
    const { house, desk, client, idOf, audits } = await withAlarms("a", "b");
    await house.deviceAlarm("VNP1/pwr", "c");
    const [other] = (await desk.get("alarms?site=VNP1")).items;
    const scoped = await client("noc-operator", scopes.vtl);
    await scoped.post(`alarms/${idOf("a")}/acknowledge`);
    const nowhere = "0".repeat(24);
    const ids = [idOf("a"), other.id, idOf("b"), nowhere];
    const answer = await scoped.post("alarms/actions", { ids, action: "acknowledge", note: "storm" });
    expect(answer.statusCode).toBe(207);
    expect(answer.json()).toMatchObject({
      done: 1,
      refused: 3,
      items: [
        { id: ids[0], ok: false, problem: { status: 409, code: "conflict" } },
        { id: ids[1], ok: false, problem: { status: 404, code: "not-found" } },
        { id: ids[2], ok: true },
        { id: ids[3], ok: false, problem: { status: 404, code: "not-found" } },
      ],
    });
    expect(JSON.stringify(answer.json().items[1]).replaceAll(other.id, "X")).toBe(
      JSON.stringify(answer.json().items[3]).replaceAll(nowhere, "X"),
    );
    expect((await audits()).map(({ target }) => target)).toEqual([idOf("b"), idOf("a")]);
    expect((await desk.get(`alarms/${other.id}`)).operatorState).toBe("none");
  });

  it("is one commit", async () => {
    let commits = 0;
    const house = await openHouse({
      journal: (store) => ({
        commit: (batch, again) => {
          if (batch.rows.audit.length > 0) commits++;
          return store.commit(batch, again);
        },
      }),
    });
    for (const type of ["a", "b", "c"]) await house.deviceAlarm("SHARED/pwr", type);
    const ids = house.alarms.list().map(({ id }) => id);
    const desk = await clientOf(house)("noc-operator");
    const answer = await desk.post("alarms/actions", {
      ids,
      action: "shelve",
      until: untilIso,
      note: "works",
    });
    expect(answer.json()).toMatchObject({ done: 3, refused: 0 });
    expect(commits).toBe(1);
    expect((await desk.get("alarms/counts")).active).toMatchObject({ shown: 0, hidden: 3, shelved: 3 });
    expect((await desk.get("alarms?visibility=shelved")).items).toHaveLength(3);
  });

  it("with an Idempotency-Key is done once", async () => {
    const { desk, idOf, audits } = await withAlarms("a");
    const wish = { ids: [idOf("a")], action: "comment", note: "once" };
    const key = { "idempotency-key": "bulk-1" };
    const first = await desk.post("alarms/actions", wish, key);
    const again = await desk.post("alarms/actions", wish, key);
    expect(again.json()).toEqual(first.json());
    expect(again.statusCode).toBe(207);
    expect(await audits()).toHaveLength(1);
  });

  it("refuses as a whole what is not well formed, or too many", async () => {
    const house = await openHouse({ limits: { bulkAlarmsMax: 2 } });
    const desk = await clientOf(house)("noc-operator");
    const ids = ["a", "b", "c"].map((digit) => digit.repeat(24));
    const refused = async (payload: object) => (await desk.post("alarms/actions", payload)).json();
    expect(await refused({ ids, action: "close" })).toMatchObject({
      code: "invalid-request",
      errors: [{ path: "body.ids", fix: "at most 2" }],
    });
    expect(await refused({ ids: [], action: "close" })).toMatchObject({ status: 400 });
    expect(await refused({ ids: [ids[0], ids[0]], action: "close" })).toMatchObject({ status: 400 });
    expect(await refused({ ids: ids.slice(0, 2), action: "explode" })).toMatchObject({ status: 400 });
    expect(await refused({ ids: ids.slice(0, 2), action: "shelve", note: "x" })).toMatchObject({
      errors: [{ path: "body.until" }],
    });
    expect((await refused({ ids: ids.slice(0, 2), action: "close" })).done).toBe(0);
  });
});
