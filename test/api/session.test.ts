import { describe, expect, it } from "vitest";
import { ensureFirstAdministrator } from "../../api/identity/identity.ts";
import { JournalUnavailable } from "../../telemetry/journal.ts";
import { bearer, type House, openHouse, sharedHouse, startMs, temporaryDirectory } from "./house.ts";

const password = "a long enough password";

const withAdmin = async (house: House): Promise<House> => {
  await ensureFirstAdministrator(house.identity, house.gate.act, { password });
  return house;
};

const login = ({ api }: House, credentials: Record<string, string>, headers: Record<string, string> = {}) =>
  api.inject({ method: "POST", url: "/api/v1/session", payload: credentials, headers });

const cookieOf = (answer: Awaited<ReturnType<typeof login>>): Record<string, string> => {
  const [cookie] = answer.cookies;
  return { cookie: `${cookie?.name}=${cookie?.value}` };
};

const who = ({ api }: House, headers: Record<string, string>) =>
  api.inject({ url: "/api/v1/session", headers });

describe("the first administrator", () => {
  it("gets a made-up password once, with which one can log in", async () => {
    const house = await openHouse();
    const first = await ensureFirstAdministrator(house.identity, house.gate.act);
    expect(first.generatedPassword).toMatch(/^[\w-]{24}$/);
    const credentials = { username: "admin", password: first.generatedPassword ?? "" };
    expect((await login(house, credentials)).statusCode).toBe(201);
    const second = await ensureFirstAdministrator(house.identity, house.gate.act);
    expect(second.generatedPassword).toBeNull();
  });

  it("keeps the given password and is not changed by a later start", async () => {
    const house = await withAdmin(await openHouse());
    await ensureFirstAdministrator(house.identity, house.gate.act, { password: "another password" });
    expect((await login(house, { username: "admin", password })).statusCode).toBe(201);
  });
});

describe("a session", () => {
  it("is a cookie that scripts can't read and other sites can't send", async () => {
    const house = await withAdmin(await openHouse({ context: { secureCookies: true } }));
    const answer = await login(house, { username: "Admin", password });
    expect(answer.json()).toMatchObject({ kind: "session", username: "admin", role: "admin" });
    expect(answer.cookies[0]).toMatchObject({ httpOnly: true, sameSite: "Strict", secure: true, path: "/" });
    expect(answer.cookies[0]?.value).toHaveLength(43);
    expect((await who(house, cookieOf(answer))).json().username).toBe("admin");
  });

  it("survives a restart, is kept only as a hash, and ends for good when logged out", async () => {
    const directory = temporaryDirectory();
    const before = await withAdmin(await openHouse({ directory }));
    const kept = await login(before, { username: "admin", password });
    const ended = await login(before, { username: "admin", password });
    const headers = cookieOf(ended);
    const logout = await before.api.inject({ method: "DELETE", url: "/api/v1/session", headers });
    expect(logout.statusCode).toBe(204);
    await before.close();
    const after = await openHouse({ directory });
    expect((await who(after, cookieOf(kept))).statusCode).toBe(200);
    expect((await who(after, cookieOf(ended))).statusCode).toBe(401);
    const { documents } = await after.store.recover(startMs);
    expect(JSON.stringify(documents)).not.toContain(kept.cookies[0]?.value);
  });

  it("ends when nobody used it, and after its longest time however much it was used", async () => {
    const house = await withAdmin(await openHouse());
    const { sessionIdleMs, sessionLifetimeMs } = house.context.limits;
    const idle = cookieOf(await login(house, { username: "admin", password }));
    const busy = cookieOf(await login(house, { username: "admin", password }));
    for (let usedMs = 0; usedMs < sessionLifetimeMs - sessionIdleMs; usedMs += sessionIdleMs - 1) {
      house.time.nowMs = startMs + usedMs;
      expect((await who(house, busy)).statusCode).toBe(200);
    }
    expect((await who(house, idle)).statusCode).toBe(401);
    house.time.nowMs = startMs + sessionLifetimeMs;
    expect((await who(house, busy)).statusCode).toBe(401);
  });

  it("can be opened and ended while the journal takes nothing", async () => {
    const disk = { full: false };
    const house = await withAdmin(
      await openHouse({
        limits: { durableWaitMs: 50 },
        journal: (store) => ({
          commit: (batch, again) =>
            disk.full
              ? Promise.reject(new JournalUnavailable("disk-full", "no space"))
              : store.commit(batch, again),
        }),
      }),
    );
    const key = bearer(await house.key("admin"));
    disk.full = true;
    const answer = await login(house, { username: "admin", password });
    expect(answer.statusCode).toBe(201);
    expect((await who(house, cookieOf(answer))).statusCode).toBe(200);
    const payload = { name: "x", role: "regulator" };
    const change = await house.api.inject({ method: "POST", url: "/api/v1/api-keys", headers: key, payload });
    expect(change.statusCode).toBe(503);
    expect(change.json()).toMatchObject({ code: "journal-unavailable", retry: true });
    expect(change.headers["retry-after"]).toBe("5");
    const headers = cookieOf(answer);
    await house.api.inject({ method: "DELETE", url: "/api/v1/session", headers });
    expect((await who(house, headers)).statusCode).toBe(401);
    disk.full = false;
  });
});

describe("a failed login", () => {
  const shared = sharedHouse();

  it("says the same for a wrong password, an unknown and a disabled user", async () => {
    const house = await withAdmin(shared.current);
    const headers = bearer(await house.key("admin"));
    const payload = { username: "off", password, role: "technician" };
    await house.api.inject({ method: "POST", url: "/api/v1/users", headers, payload });
    const url = "/api/v1/users/off";
    await house.api.inject({ method: "PATCH", url, headers, payload: { disabled: true } });
    const answers = [
      await login(house, { username: "admin", password: "wrong password" }),
      await login(house, { username: "nobody", password }),
      await login(house, { username: "off", password }),
    ];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toEqual(answers[0]?.json());
      expect(answer.cookies).toEqual([]);
    }
  });

  it("costs growing waits for the username, which end", async () => {
    const house = await withAdmin(shared.current);
    const { loginFailuresFree } = house.context.limits;
    for (let failure = 0; failure <= loginFailuresFree; failure++) {
      await login(house, { username: "target", password: "wrong password" });
    }
    const delayed = await login(house, { username: "target", password });
    expect(delayed.statusCode).toBe(429);
    expect(delayed.json().code).toBe("login-delayed");
    expect(delayed.headers["retry-after"]).toBe("1");
    expect((await login(house, { username: "admin", password })).statusCode).toBe(201);
    house.time.nowMs += 1_000;
    expect((await login(house, { username: "target", password })).statusCode).toBe(401);
    expect((await login(house, { username: "target", password })).headers["retry-after"]).toBe("2");
  });

  it("never shows the password that was sent", async () => {
    const house = shared.current;
    const answer = await login(house, { username: "", password: "hunter2hunter2", surprise: "x" });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain("hunter2");
  });
});

describe("an address", () => {
  it("has its failures counted, for all usernames together, also behind a trusted proxy", async () => {
    const house = await openHouse({
      context: { trustedProxies: ["127.0.0.1"] },
      limits: { loginFailuresFree: 0 },
    });
    const from = (address: string, username: string) =>
      login(house, { username, password: "wrong password" }, { "x-forwarded-for": address });
    expect((await from("192.0.2.1", "a")).statusCode).toBe(401);
    expect((await from("192.0.2.1", "b")).statusCode).toBe(429);
    expect((await from("192.0.2.2", "c")).statusCode).toBe(401);
  });
});

describe("a request with a cookie", () => {
  const shared = sharedHouse();
  const logout = (headers: Record<string, string>) =>
    shared.current.api.inject({ method: "DELETE", url: "/api/v1/session", headers });

  it.each([
    ["another origin", { origin: "http://evil.example", host: "noc.example" }],
    ["another port", { origin: "http://noc.example:81", host: "noc.example" }],
    ["the origin null", { origin: "null", host: "noc.example" }],
    ["another site, by its own word", { "sec-fetch-site": "cross-site" }],
    ["a sibling host, by its own word", { "sec-fetch-site": "same-site" }],
  ])("is refused from %s", async (_name, headers) => {
    await withAdmin(shared.current);
    const cookie = cookieOf(await login(shared.current, { username: "admin", password }));
    const answer = await logout({ ...cookie, ...headers });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().code).toBe("foreign-origin");
    expect((await who(shared.current, cookie)).statusCode).toBe(200);
  });

  it("is taken from the platform's own page", async () => {
    const cookie = cookieOf(await login(shared.current, { username: "admin", password }));
    const headers = { origin: "https://noc.example", host: "noc.example", "sec-fetch-site": "same-origin" };
    expect((await logout({ ...cookie, ...headers })).statusCode).toBe(204);
  });

  it("can't log somebody in from another origin", async () => {
    const answer = await login(
      shared.current,
      { username: "admin", password },
      { origin: "http://evil.example" },
    );
    expect(answer.statusCode).toBe(403);
  });

  it("must be JSON: a form, which any page may send, is not taken", async () => {
    const answer = await shared.current.api.inject({
      method: "POST",
      url: "/api/v1/session",
      headers: { "content-type": "text/plain" },
      payload: JSON.stringify({ username: "admin", password }),
    });
    expect(answer.statusCode).toBe(415);
  });
});

describe("one's own password", () => {
  it("can be changed with the old one; other sessions end", async () => {
    const house = await withAdmin(await openHouse());
    const mine = cookieOf(await login(house, { username: "admin", password }));
    const other = cookieOf(await login(house, { username: "admin", password }));
    const change = (current: string) =>
      house.api.inject({
        method: "PUT",
        url: "/api/v1/session/password",
        headers: mine,
        payload: { current, next: "the new password" },
      });
    expect((await change("not the old one")).statusCode).toBe(401);
    expect((await change(password)).statusCode).toBe(204);
    expect((await who(house, mine)).statusCode).toBe(200);
    expect((await who(house, other)).statusCode).toBe(401);
    expect((await login(house, { username: "admin", password: "the new password" })).statusCode).toBe(201);
  });
});
