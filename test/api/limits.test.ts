import net from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { canonicalJson } from "../../api/canonical-json.ts";
import { decodeCursor, encodeCursor } from "../../api/cursor.ts";
import { ApiError } from "../../api/errors.ts";
import { IdempotencyMemory } from "../../api/idempotency.ts";
import { FailureLimiter } from "../../api/identity/failure-limiter.ts";
import { restoreIdentity } from "../../api/identity/identity.ts";
import { SessionRegistry } from "../../api/identity/session-registry.ts";
import { defaultApiLimits } from "../../api/limits.ts";
import { DirtySeries } from "../../api/stream/dirty-series.ts";
import { parseStepMs } from "../../api/views/step.ts";
import { seriesId } from "../../telemetry/identifiers.ts";
import { ReadingColumns } from "../../telemetry/reading-columns.ts";
import { bearer, openHouse } from "./house.ts";

describe("remembered answers", () => {
  const limits = { idempotencyKeysMax: 2, idempotencyBytesMax: 10, idempotencyLifetimeMs: 100 };
  const answer = (body: string) => ({ status: 200, contentType: "application/json", body });

  it("are at most so many keys, the oldest forgotten first", () => {
    const memory = new IdempotencyMemory(limits);
    for (const key of ["a", "b", "c"]) {
      expect(memory.begin(key, "f", 0)).toBeNull();
      memory.finish(key, answer("1"));
    }
    expect(memory.size).toBe(2);
    expect(memory.begin("b", "f", 0)).toEqual(answer("1"));
    expect(memory.begin("a", "f", 0)).toBeNull();
  });

  it("are at most so many bytes", () => {
    const memory = new IdempotencyMemory(limits);
    memory.begin("a", "f", 0);
    memory.finish("a", answer("123456"));
    memory.begin("b", "f", 0);
    memory.finish("b", answer("123456"));
    expect(memory.bytes).toBe(6);
    expect(memory.begin("b", "f", 0)).toEqual(answer("123456"));
  });

  it("last so long and no longer", () => {
    const memory = new IdempotencyMemory(limits);
    memory.begin("a", "f", 0);
    memory.finish("a", answer("1"));
    expect(memory.begin("a", "f", 99)).toEqual(answer("1"));
    expect(memory.begin("a", "f", 100)).toBeNull();
    expect(memory.bytes).toBe(0);
  });
});

describe("failed logins", () => {
  const limits = { failuresFree: 3, backoffMaxMs: 60_000, entriesMax: 100 };

  it("double the wait from one second up to the longest, whatever comes between", () => {
    const limiter = new FailureLimiter(limits);
    const waits: number[] = [];
    for (let failure = 0; failure < 12; failure++) {
      limiter.failed("lan", 0);
      waits.push(limiter.waitMs("lan", 0));
    }
    expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000));
    limiter.succeeded("lan");
    expect(limiter.waitMs("lan", 0)).toBe(0);
  });

  it("are forgotten after a quiet time, and remembered for so many keys only", () => {
    const limiter = new FailureLimiter(limits);
    for (let failure = 0; failure < 5; failure++) limiter.failed("lan", 0);
    limiter.failed("lan", 1_000_000);
    expect(limiter.waitMs("lan", 1_000_000)).toBe(0);
    for (let key = 0; key < 1_000; key++) limiter.failed(`user${key}`, 1_000_000);
    expect(limiter.size).toBe(100);
  });

  it("of many at once run so many checks at a time, and turn the rest away", async () => {
    const identity = restoreIdentity(
      { documents: [], lastAudit: null },
      { ...defaultApiLimits, passwordChecksMax: 1, passwordChecksWaitingMax: 2 },
      0,
    );
    const attempts = Array.from({ length: 10 }, (_none, index) =>
      identity
        .login({ username: `u${index}`, password: "x", address: `${index}` }, 0)
        .catch((error) => error),
    );
    const outcomes = await Promise.all(attempts);
    const codes = outcomes.map((error) => (error instanceof ApiError ? error.code : "other"));
    expect(codes.filter((code) => code === "login-refused")).toHaveLength(3);
    expect(codes.filter((code) => code === "login-delayed")).toHaveLength(7);
    expect(identity.failedLogins).toBe(3);
  });
});

describe("sessions", () => {
  it("of one user are at most so many: the oldest ends, and its end is written down", () => {
    const limits = { sessionLifetimeMs: 1_000, sessionIdleMs: 1_000, sessionsPerUserMax: 2 };
    const sessions = new SessionRegistry(limits);
    const opened = [1, 2, 3].map((nowMs) => {
      const made = sessions.open("lan", nowMs);
      return { ...made, rows: sessions.rowsAfterOpening(made.session, nowMs) };
    });
    expect(opened.map(({ token }) => sessions.use(token, 3) !== null)).toEqual([false, true, true]);
    expect(opened[2]?.rows).toMatchObject([
      { id: opened[2]?.session.id },
      { id: opened[0]?.session.id, body: null },
    ]);
  });
});

describe("the server", () => {
  it("takes an inventory up to its own limit, other bodies up to theirs", async () => {
    const house = await openHouse({ limits: { bodyBytesMax: 50, inventoryBytesMax: 100 } });
    const headers = { ...bearer(await house.key("admin")), "content-type": "text/yaml" };
    const put = (payload: string) =>
      house.api.inject({ method: "PUT", url: "/api/v1/inventory", headers, payload });
    expect((await put(`# ${"x".repeat(80)}\n`)).statusCode).toBe(200);
    expect((await put(`# ${"x".repeat(120)}\n`)).statusCode).toBe(413);
    const big = { username: "x".repeat(60), password: "y" };
    const login = await house.api.inject({ method: "POST", url: "/api/v1/session", payload: big });
    expect(login.statusCode).toBe(413);
  });

  it("answers lists in pages of bounded size", async () => {
    const house = await openHouse({ limits: { pageItemsMax: 2, pageItemsDefault: 1 } });
    const headers = bearer(await house.key("admin"));
    const sites = async (query: string) => house.api.inject({ url: `/api/v1/sites${query}`, headers });
    expect((await sites("")).json().items).toHaveLength(1);
    expect((await sites("?limit=2")).json().items).toHaveLength(2);
    expect((await sites("?limit=3")).statusCode).toBe(400);
  });

  it("drops connections above the limit and those that do nothing", async () => {
    const house = await openHouse({ limits: { connectionsMax: 1, connectionIdleMs: 100 } });
    const port = Number(new URL(await house.listen()).port);
    const connect = () => {
      const socket = net.connect(port, "127.0.0.1").on("error", () => {});
      socket.resume();
      return new Promise<void>((resolve) => socket.once("close", () => resolve()));
    };
    const first = connect();
    const second = connect();
    await expect(Promise.race([second.then(() => "second"), first.then(() => "first")])).resolves.toBe(
      "second",
    );
    await first;
  });
});

describe("laws", () => {
  it("a cursor gives back its place, only for its own list", () => {
    const place = z.tuple([z.number(), z.string()]);
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), (number, text) => {
        const cursor = encodeCursor("a", [number, text]);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor("a", cursor, place)).toEqual([number + 0, text]);
        expect(() => decodeCursor("b", cursor, place)).toThrow(ApiError);
      }),
    );
  });

  it("no text is taken for a cursor that is none, and none breaks the reader", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor("a", text, z.tuple([z.number()]))).toThrow(ApiError);
      }),
    );
  });

  it("canonical JSON does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("changed series are each taken once, in order, whatever the batches", () => {
    const batch = fc.array(fc.nat({ max: 5_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(fc.array(batch), fc.integer({ min: 1, max: 20 }), (batches, count) => {
        const dirty = new DirtySeries();
        for (const ids of batches) {
          const columns = new ReadingColumns(Math.max(1, ids.length));
          for (const id of ids) columns.append(seriesId(id), 0, 0, 0);
          dirty.mark(columns);
        }
        const taken: number[] = [];
        while (dirty.size > 0) taken.push(...dirty.take(count));
        expect(taken).toEqual([...new Set(batches.flat())]);
      }),
    );
  });

  it.each([
    ["1s", 1_000],
    ["10s", 10_000],
    ["5m", 300_000],
    ["1h", 3_600_000],
    ["1d", 86_400_000],
    ["366d", 366 * 86_400_000],
    ["367d", null],
    ["0s", null],
    ["01s", null],
    ["1.5h", null],
    ["1w", null],
    ["-5m", null],
    ["5", null],
    ["", null],
    ["5M", null],
  ])("the step %j is %j ms", (text, stepMs) => {
    expect(parseStepMs(text)).toBe(stepMs);
  });
});
