import { describe, expect, it } from "vitest";
import { until } from "../until.ts";
import { readStream } from "./event-reader.ts";
import { bearer, type House, openHouse, startMs, temporaryDirectory } from "./house.ts";

const admin = async (house: House) => {
  const headers = bearer(await house.key("admin"));
  return (method: "GET" | "POST" | "DELETE", path: string, payload?: object) =>
    house.api.inject({ method, url: `/api/v1/${path}`, headers, ...(payload && { payload }) });
};

const exchange = ({ api }: House, token: string) =>
  api.inject({ method: "POST", url: "/api/v1/session/kiosk", payload: { token } });

const cookieOf = (answer: Awaited<ReturnType<typeof exchange>>): Record<string, string> => {
  const [cookie] = answer.cookies;
  return { cookie: `${cookie?.name}=${cookie?.value}` };
};

describe("a wall", () => {
  it("gets a token once, exchanges it for a cookie that scripts can't read, and reads with it", async () => {
    const house = await openHouse();
    const ask = await admin(house);
    const made = await ask("POST", "kiosks", {
      name: "Phòng NOC",
      scope: { operators: ["VNP"], communes: "all" },
    });
    expect(made.statusCode).toBe(201);
    const { token, ...shown } = made.json();
    expect(shown).toMatchObject({ name: "Phòng NOC", expiresAt: null, revokedAt: null });
    expect((await ask("GET", "kiosks")).json()).toEqual({ items: [shown], next: null });
    const opened = await exchange(house, token);
    expect(opened.statusCode).toBe(201);
    expect(opened.json()).toEqual({
      kind: "api-key",
      username: `key:${shown.id}`,
      role: "kiosk",
      scope: { operators: ["VNP"], communes: "all" },
    });
    expect(opened.cookies[0]).toMatchObject({
      httpOnly: true,
      sameSite: "Strict",
      path: "/",
      maxAge: 34_560_000,
    });
    const headers = cookieOf(opened);
    expect((await house.api.inject({ url: "/api/v1/session", headers })).json()).toEqual(opened.json());
    const { items } = (await house.api.inject({ url: "/api/v1/sites", headers })).json();
    expect(items.map(({ code }: { code: string }) => code)).toEqual(["SHARED", "VNP1"]);
    expect(items[0].state).not.toHaveProperty("devices");
  });

  it("survives a restart of the platform with the same cookie, until the token is revoked", async () => {
    const directory = temporaryDirectory();
    const before = await openHouse({ directory });
    const made = (await (await admin(before))("POST", "kiosks", { name: "wall" })).json();
    const headers = cookieOf(await exchange(before, made.token));
    await before.close();
    const house = await openHouse({ directory });
    const status = async () => (await house.api.inject({ url: "/api/v1/alarms", headers })).statusCode;
    expect(await status()).toBe(200);
    const ask = await admin(house);
    expect((await ask("DELETE", `kiosks/${made.id}`)).statusCode).toBe(204);
    expect(await status()).toBe(401);
    expect((await exchange(house, made.token)).json().code).toBe("login-refused");
    expect((await ask("DELETE", `kiosks/${made.id}`)).statusCode).toBe(404);
  });

  it("ends when its token does, in the middle of its stream", async () => {
    const house = await openHouse();
    const expiresAt = new Date(startMs + 60_000).toISOString();
    const { token } = (await (await admin(house))("POST", "kiosks", { name: "wall", expiresAt })).json();
    const url = `${await house.listen()}/api/v1/stream`;
    const stream = await readStream(url, cookieOf(await exchange(house, token)));
    await house.deviceAlarm("VTL1/pwr", "lamp-failure");
    await until(() => expect(stream.events.map(({ event }) => event)).toContain("alarm"));
    house.time.nowMs += 60_000;
    house.hub.beat();
    await stream.closed;
    expect(stream.events.at(-1)?.event).toBe("end");
    expect((await exchange(house, token)).statusCode).toBe(401);
  });

  it("lets its browser go: whoever opened a wall's link by mistake gets rid of it, and the token stays good", async () => {
    const house = await openHouse();
    const headers = bearer(await house.key("kiosk"));
    const answer = await house.api.inject({ method: "DELETE", url: "/api/v1/session", headers });
    expect(answer.statusCode).toBe(204);
    expect(String(answer.headers["set-cookie"])).toMatch(/tramcanh_session=;/);
    expect((await house.api.inject({ url: "/api/v1/session", headers })).statusCode).toBe(200);
  });

  it("changes nothing: no route but GET is open to it, and leaving", async () => {
    const house = await openHouse();
    const headers = bearer(await house.key("kiosk"));
    for (const route of house.api.routeNames) {
      const [method, url = ""] = route.split(" ");
      if (method !== "POST" && method !== "PUT" && method !== "PATCH" && method !== "DELETE") continue;
      if (url === "/a/:token" || url === "/api/v1/session" || url === "/api/v1/session/kiosk") continue;
      const { statusCode } = await house.api.inject({ method, url, headers, payload: {} });
      expect([route, statusCode]).toEqual([route, 403]);
    }
  });

  it("is no person and no other key: neither takes the role, neither comes in by this door", async () => {
    const house = await openHouse();
    const ask = await admin(house);
    expect((await ask("POST", "api-keys", { name: "x", role: "kiosk" })).statusCode).toBe(400);
    const user = { username: "wall", password: "a long enough password", role: "kiosk" };
    expect((await ask("POST", "users", user)).statusCode).toBe(400);
    const key = await house.key("admin");
    expect((await exchange(house, key)).json().code).toBe("login-refused");
    const headers = { cookie: `tramcanh_session=${key}` };
    expect((await house.api.inject({ url: "/api/v1/users", headers })).statusCode).toBe(401);
    expect(house.identity.failedLogins).toBe(1);
    const foreign = await house.api.inject({
      method: "POST",
      url: "/api/v1/session/kiosk",
      headers: { origin: "https://elsewhere.test" },
      payload: { token: key },
    });
    expect(foreign.json().code).toBe("foreign-origin");
  });
});
