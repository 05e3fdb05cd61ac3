import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  ask,
  askAll,
  fetchAnswer,
  RequestRefused,
  tell,
  withQuery,
} from "../../../console/request/request.ts";

type Answering = (request: IncomingMessage, answer: ServerResponse, body: string) => void;

/** A platform that answers so; gives back its origin. */
const serve = async (answering: Answering): Promise<string> => {
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => answering(request, answer, Buffer.concat(chunks).toString()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address: string | AddressInfo | null = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
};

const refused = (status: number, body: string): Promise<string> =>
  serve((_request, answer) => {
    answer.writeHead(status, { "content-type": "application/problem+json" }).end(body);
  });

/** What somebody is told who asks. */
const problemFrom = async (origin: string) => {
  const error: unknown = await ask(`${origin}/api/v1/sites`).catch((reason: unknown) => reason);
  if (!(error instanceof RequestRefused)) throw new Error(`not refused: ${String(error)}`);
  return error.problem;
};

describe("what the platform refuses", () => {
  test("is told with its code, its words and each fault", async () => {
    const errors = [
      { path: "body/name", message: "is too long", fix: "at most 80 characters", value: "xxx" },
      { path: "body/role", message: "is missing", value: null },
    ];
    const said = {
      type: "about:blank",
      status: 422,
      code: "invalid",
      detail: "2 faults",
      retry: false,
      errors,
    };
    expect(await problemFrom(await refused(422, JSON.stringify(said)))).toEqual({
      ...{ status: 422, code: "invalid", detail: "2 faults", retry: false },
      errors: [errors[0], { path: "body/role", message: "is missing" }],
    });
  });

  test("may be tried again when it says so, or when the fault is on its side", async () => {
    expect(await problemFrom(await refused(409, `{"code":"busy","retry":true}`))).toMatchObject({
      retry: true,
    });
    expect(await problemFrom(await refused(503, "{}"))).toMatchObject({ retry: true });
    expect(await problemFrom(await refused(404, "{}"))).toMatchObject({ retry: false });
  });

  test.each([
    ["a page of something on the way", "<html>"],
    ["nothing", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["wrong kinds", `{"code":7,"detail":{},"errors":[null,3,{"path":1}]}`],
  ])("is a problem all the same when it says it by %s", async (_name, body) => {
    const problem = await problemFrom(await refused(502, body));
    expect(problem).toMatchObject({ status: 502, code: "unknown", detail: "Bad Gateway", retry: true });
    for (const fault of problem.errors) expect(fault).toEqual({ path: "", message: "" });
  });
});

describe("a platform that is not reached", () => {
  const unreachable = { status: 0, code: "unreachable", retry: true };

  test("is told as such", async () => {
    expect(await problemFrom("http://127.0.0.1:1")).toMatchObject(unreachable);
  });

  test("also when its answer breaks off, or is not its own", async () => {
    const broken = await serve((_request, answer) => {
      answer.writeHead(200, { "content-length": 100 }).write(`{"items":`);
      answer.destroy();
    });
    expect(await problemFrom(broken)).toMatchObject(unreachable);
    const foreign = await serve((_request, answer) => answer.end("<html>log in to this network</html>"));
    expect(await problemFrom(foreign)).toMatchObject(unreachable);
  });

  test("also when somebody no longer wants the answer", async () => {
    const silent = await serve(() => undefined);
    const signal = AbortSignal.timeout(20);
    await expect(fetchAnswer(silent, { signal })).rejects.toMatchObject({ problem: unreachable });
  });
});

describe("what is sent", () => {
  const echo = (): Promise<string> =>
    serve(({ method, headers }, answer, body) => {
      const [type, key] = [headers["content-type"], headers["idempotency-key"]];
      answer.end(JSON.stringify({ method, type, key, body }));
    });

  test("JSON with its type and its key", async () => {
    const options = { method: "POST", body: { note: "đã xem" }, idempotencyKey: "k1" } as const;
    expect(await ask(await echo(), options)).toEqual({
      ...{ method: "POST", type: "application/json", key: "k1" },
      body: `{"note":"đã xem"}`,
    });
  });

  test("text and files as they are", async () => {
    const origin = await echo();
    expect(await ask(origin, { method: "PUT", body: "rules: []", type: "application/yaml" })).toMatchObject({
      ...{ type: "application/yaml", body: "rules: []" },
    });
    const file = new Blob(["abc"], { type: "image/jpeg" });
    expect(await ask(origin, { method: "POST", body: file })).toMatchObject({
      ...{ type: "application/octet-stream", body: "abc" },
    });
  });

  test("a plain question without a body; an answer without content is fine where none is read", async () => {
    expect(await ask(await echo())).toEqual({ method: "GET", body: "" });
    await tell(await serve((_request, answer) => answer.writeHead(204).end()), { method: "DELETE" });
  });
});

describe("a query", () => {
  test.each([
    ["/a", {}, "/a"],
    ["/a", { b: undefined, c: null, d: "" }, "/a"],
    ["/a", { b: false, c: 0 }, "/a?b=false&c=0"],
    ["/a?b=1", { c: "2" }, "/a?b=1&c=2"],
    ["/a", { q: "Bù Đốp & +07" }, "/a?q=B%C3%B9+%C4%90%E1%BB%91p+%26+%2B07"],
  ])("%s with %o", (path, query, wanted) => {
    expect(withQuery(path, query)).toBe(wanted);
  });

  test("any text arrives as it was", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(text, (value) => {
        expect(new URL(withQuery("/a?b=1", { value }), "http://x").searchParams.get("value")).toBe(value);
      }),
    );
  });
});

describe("all of a list", () => {
  /** Pages of two items, as many as there are asked for. */
  const pages = (count: number): Promise<string> =>
    serve(({ url = "" }, answer) => {
      const place = Number(new URL(url, "http://x").searchParams.get("cursor") ?? 0);
      const next = place + 1 < count ? String(place + 1) : null;
      answer.end(JSON.stringify({ items: [place * 2, place * 2 + 1], next }));
    });

  test("is read page after page, in order", async () => {
    expect(await askAll(`${await pages(3)}/list?site=a`)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("ends where a mistaken question would bring home too much", async () => {
    expect(await askAll(await pages(1_000), 5)).toHaveLength(6);
  });
});
