import { readFileSync } from "node:fs";
import net from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { errorKinds } from "../../api/errors.ts";
import { QueryRefused, type Store } from "../../store/store.ts";
import { HistoryUnavailable } from "../../telemetry/reading-history.ts";
import { bearer, openHouse, scopes, sharedHouse } from "./house.ts";

const page = readFileSync(new URL("../../docs/errors/api.md", import.meta.url), "utf8");

describe("the page of errors", () => {
  it("lists every code with its status and whether to try again", () => {
    const rows = page
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));
    const documented = rows.map(([, code, status, retry]) => [code, Number(status), retry === "yes"]);
    expect(documented).toEqual(
      Object.entries(errorKinds).map(([code, { status, retry }]) => [code, status, retry]),
    );
  });
});

describe("every error leaves as problem+json", () => {
  const shared = sharedHouse({ limits: { bodyBytesMax: 200 } });
  let admin: Record<string, string> = {};
  beforeAll(async () => {
    admin = bearer(await shared.current.key("admin"));
  });

  const expectProblem = (
    answer: { statusCode: number; headers: Record<string, unknown>; json(): unknown },
    code: keyof typeof errorKinds,
  ): void => {
    const { status, title, retry } = errorKinds[code];
    expect(answer.json()).toMatchObject({ type: `urn:tramcanh:error:${code}`, code, status, title, retry });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
  };

  it("a route that does not exist: not-found", async () => {
    expectProblem(await shared.current.api.inject("/api/v1/nonsense"), "not-found");
    expectProblem(await shared.current.api.inject({ method: "POST", url: "/healthz" }), "not-found");
  });

  it("no identity: not-authenticated, with the way to get one", async () => {
    const answer = await shared.current.api.inject("/api/v1/sites");
    expectProblem(answer, "not-authenticated");
    expect(answer.headers["www-authenticate"]).toContain("Bearer");
  });

  it("the wrong role: role-refused; a scope with limits where none may be: scope-refused", async () => {
    const { api, key } = shared.current;
    const regulator = bearer(await key("regulator"));
    expectProblem(await api.inject({ url: "/api/v1/users", headers: regulator }), "role-refused");
    const scoped = bearer(await key("admin", scopes.vtl));
    expectProblem(await api.inject({ url: "/api/v1/users", headers: scoped }), "scope-refused");
  });

  it.each([
    ["invalid-body", "application/json", '{"username":'],
    ["invalid-body", "application/json", '{"__proto__": {"role": "admin"}, "username": "x"}'],
    ["invalid-body", "application/json", '{"constructor": {"prototype": {"x": 1}}}'],
    ["invalid-request", "application/json", '{"username": "lan", "role": "king"}'],
    ["body-too-large", "application/json", `{"username": "${"x".repeat(500)}"}`],
    ["media-type-refused", "application/xml", "<user/>"],
    ["media-type-refused", "text/plain", "{}"],
  ] as const)("%s for %s %s", async (code, type, payload) => {
    const headers = { ...admin, "content-type": type };
    const answer = await shared.current.api.inject({
      method: "POST",
      url: "/api/v1/users",
      headers,
      payload,
    });
    expectProblem(answer, code);
    expect(Object.prototype).not.toHaveProperty("role");
  });

  it("a cursor of another list: invalid-cursor; a range backwards: invalid-range", async () => {
    const { api } = shared.current;
    const { next } = (await api.inject({ url: "/api/v1/nodes?limit=1", headers: admin })).json();
    expectProblem(
      await api.inject({ url: `/api/v1/sites?cursor=${next}`, headers: admin }),
      "invalid-cursor",
    );
    const url = "/api/v1/readings?site=VTL1&node=pwr&metric=door.open&from=2030-01-01T00:00:00Z";
    expectProblem(await api.inject({ url, headers: admin }), "invalid-range");
  });

  it("a parameter given twice where one is meant: invalid-request", async () => {
    const answer = await shared.current.api.inject({
      url: "/api/v1/sites?commune=1&commune=2",
      headers: admin,
    });
    expectProblem(answer, "invalid-request");
  });

  it("a store that refuses a question: query-refused; one that breaks: internal, without its words", async () => {
    const failing = async (error: Error) => {
      const refuse = () => Promise.reject(error);
      const broken: Pick<Store, "audit"> = { audit: refuse };
      const house = await openHouse();
      house.context.store.audit = broken.audit;
      const headers = bearer(await house.key("admin"));
      return house.api.inject({ url: "/api/v1/audit", headers });
    };
    expectProblem(await failing(new QueryRefused("took more than 30 s")), "query-refused");
    const internal = await failing(new Error("secret path /data"));
    expectProblem(internal, "internal");
    expect(internal.body).not.toContain("secret");
  });

  it("a history that lives elsewhere and does not answer: history-unavailable, with its words and when to ask again", async () => {
    const troubles = [
      "unreachable",
      "silent",
      "token",
      "bucket",
      "busy",
      "failed",
      "answer-damaged",
    ] as const;
    const waiting = [...troubles];
    const refuse = () => {
      const trouble = waiting.shift() ?? "busy";
      return Promise.reject(new HistoryUnavailable(trouble, `it is ${trouble}`, { retryAfterSeconds: 7 }));
    };
    const house = await openHouse({ context: { history: { readings: refuse, steps: refuse } } });
    const headers = bearer(await house.key("admin"));
    await house.publish("sites/VTL1/pwr/telemetry", { values: { "door.open": true } });
    const url = "/api/v1/readings?site=VTL1&node=pwr&metric=door.open";
    for (const [place, trouble] of troubles.entries()) {
      const answer = await house.api.inject({ url: place % 2 === 0 ? url : `${url}&step=1m`, headers });
      expectProblem(answer, "history-unavailable");
      expect(answer.headers["retry-after"]).toBe("7");
      expect(answer.json()).toMatchObject({ detail: `it is ${trouble}`, retry: true });
    }
  });

  it("a handler that takes too long: too-slow", async () => {
    const house = await openHouse({ limits: { handlerTimeoutMs: 50 } });
    house.context.store.audit = () => new Promise(() => {});
    const headers = bearer(await house.key("admin"));
    expectProblem(await house.api.inject({ url: "/api/v1/audit", headers }), "too-slow");
  });

  it("more requests than a minute may have: too-many-requests, counted for each identity", async () => {
    const house = await openHouse({ limits: { requestsPerMinuteMax: 2 } });
    const one = { url: "/api/v1/sites", headers: bearer(await house.key("admin")) };
    await house.api.inject(one);
    await house.api.inject(one);
    const third = await house.api.inject(one);
    expectProblem(third, "too-many-requests");
    expect(Number(third.headers["retry-after"])).toBeGreaterThan(0);
    const other = { url: "/api/v1/sites", headers: bearer(await house.key("admin")) };
    expect((await house.api.inject(other)).statusCode).toBe(200);
    for (let probe = 0; probe < 5; probe++) {
      expect((await house.api.inject("/healthz")).statusCode).toBe(200);
    }
  });
});

describe("over a raw socket", () => {
  const shared = sharedHouse({
    limits: { headersTimeoutMs: 100, requestTimeoutMs: 200, headerBytesMax: 2_048 },
  });
  let port = 0;
  beforeAll(async () => {
    port = Number(new URL(await shared.current.listen()).port);
  });

  const exchange = (text: string): Promise<string> =>
    new Promise((resolve) => {
      let answer = "";
      const socket = net.connect(port, "127.0.0.1", () => socket.write(text));
      socket.on("data", (chunk) => {
        answer += chunk.toString();
      });
      socket.on("close", () => resolve(answer));
      socket.on("error", () => {});
    });

  it.each([
    ["request-timeout", 408, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"],
    ["headers-too-large", 431, `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${"x".repeat(4_000)}\r\n\r\n`],
    ["invalid-body", 400, "NONSENSE\r\n\r\n"],
  ] as const)("%s: status %i, and the connection is closed", async (code, status, text) => {
    const answer = await exchange(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain("application/problem+json");
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ code, status });
  });

  it("a method that no route has: not-found", async () => {
    const answer = await exchange("PROPFIND /api/v1/sites HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
    expect(answer).toContain("application/problem+json");
  });
});
