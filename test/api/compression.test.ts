import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bearer, sharedHouse } from "./house.ts";

const shared = sharedHouse();

const ask = async (encodings: string) => {
  const { api, key } = shared.current;
  const headers = { ...bearer(await key("admin")), "accept-encoding": encodings };
  return api.inject({ url: "/api/v1/metrics", headers });
};

it("a long answer is compressed for who takes it, and says the same", async () => {
  const plain = await ask("identity");
  const packed = await ask("gzip, br");
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(packed.headers["content-encoding"]).toBe("gzip");
  expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
  expect(JSON.parse(gunzipSync(packed.rawPayload).toString())).toEqual(plain.json());
});

it("a short answer is left as it is", async () => {
  const { api } = shared.current;
  const answer = await api.inject({ url: "/healthz", headers: { "accept-encoding": "gzip" } });
  expect(answer.headers["content-encoding"]).toBeUndefined();
  expect(answer.json()).toEqual({ ok: true });
});

it("the event stream is never held back by compression", async () => {
  const url = await shared.current.listen();
  const stopped = new AbortController();
  const headers = { ...bearer(await shared.current.key("admin")), "accept-encoding": "gzip" };
  const answer = await fetch(`${url}/api/v1/stream`, { headers, signal: stopped.signal });
  expect(answer.headers.get("content-encoding")).toBeNull();
  stopped.abort();
});
