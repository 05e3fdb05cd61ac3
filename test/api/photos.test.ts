import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { photoTypeOf } from "../../api/field/photo-type.ts";
import { JournalUnavailable } from "../../telemetry/journal.ts";
import { until } from "../until.ts";
import {
  bearer,
  type House,
  type HouseOptions,
  openHouse,
  scopes,
  startMs,
  temporaryDirectory,
} from "./house.ts";

const jpeg = (content: string): Buffer =>
  Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from(content)]);
const png = Buffer.from("89504e470d0a1a0a00", "hex");
const webp = Buffer.from("RIFF....WEBPVP8 ", "latin1");
const filesOf = ({ directory }: Pick<House, "directory">): string[] => readdirSync(join(directory, "photos"));

const technician = async (options: HouseOptions = {}) => {
  const house = await openHouse(options);
  const headers = bearer(await house.key("technician"));
  const send = (payload: Buffer, { site = "VTL1", query = "", type = "image/jpeg", more = {} } = {}) =>
    house.api.inject({
      method: "POST",
      url: `/api/v1/sites/${site}/photos${query}`,
      headers: { ...headers, "content-type": type, ...more },
      payload,
    });
  const get = (path: string, by = headers) => house.api.inject({ url: `/api/v1/${path}`, headers: by });
  return { house, headers, send, get };
};

describe("a photo", () => {
  it("comes back byte for byte, unguessed, private and under an ASCII name", async () => {
    const { house, send, get } = await technician();
    const occurredAt = new Date(startMs - 60_000).toISOString();
    const made = await send(jpeg("phồng"), {
      query: `?caption=${encodeURIComponent("ắc quy phồng")}&occurredAt=${occurredAt}`,
    });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({
      ...{ site: "VTL1", caption: "ắc quy phồng", contentType: "image/jpeg", bytes: jpeg("phồng").length },
      ...{ occurredAt, recordedAt: new Date(startMs).toISOString(), clock: "device" },
    });
    const answer = await house.api.inject({
      url: made.json().url,
      headers: bearer(await house.key("noc-operator")),
    });
    expect(answer.rawPayload).toEqual(jpeg("phồng"));
    expect(answer.headers).toMatchObject({
      "content-type": "image/jpeg",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=31536000, immutable",
      "content-disposition": 'inline; filename="VTL1-20260131T025900Z.jpg"',
    });
    expect((await get("sites/VTL1/photos")).json()).toEqual({ items: [made.json()], next: null });
    const audit = await house.store.audit({ beforeSequence: 100, rowsMax: 1 });
    expect(audit[0]).toMatchObject({ action: "photo.add", target: "VTL1" });
  });

  it("is what its first bytes say, whatever the header says", async () => {
    const { send } = await technician();
    expect((await send(png)).json().contentType).toBe("image/png");
    expect((await send(webp, { type: "image/png" })).json().contentType).toBe("image/webp");
    for (const bytes of [
      Buffer.from("<svg onload=alert(1)>"),
      Buffer.from("GIF89a"),
      Buffer.from("RIFF....WAVE"),
    ]) {
      expect(photoTypeOf(bytes)).toBeNull();
      expect((await send(bytes)).json().code).toBe("media-type-refused");
    }
    expect((await send(Buffer.alloc(0))).statusCode).toBe(415);
    expect((await send(jpeg(""), { type: "application/json" })).statusCode).toBe(415);
    expect((await send(jpeg(""), { type: "image/svg+xml" })).statusCode).toBe(415);
  });

  it("sent again is the same photo, with the same answer to the same Idempotency-Key", async () => {
    const { house, send, get } = await technician();
    const first = await send(jpeg("a"), { more: { "idempotency-key": "k" } });
    expect((await send(jpeg("a"))).json()).toEqual(first.json());
    const replayed = await send(jpeg("a"), { more: { "idempotency-key": "k" } });
    expect([replayed.headers["idempotency-replayed"], replayed.json()]).toEqual(["true", first.json()]);
    expect((await send(jpeg("b"), { more: { "idempotency-key": "k" } })).statusCode).toBe(422);
    expect((await get("sites/VTL1/photos")).json().items).toHaveLength(1);
    expect(filesOf(house)).toHaveLength(1);
  });

  it("survives a restart, which removes files without a record", async () => {
    const directory = temporaryDirectory();
    const { house, send } = await technician({ directory });
    const { url } = (await send(jpeg("kept"))).json();
    await house.close();
    writeFileSync(join(directory, "photos", "half.new"), "x");
    writeFileSync(join(directory, "photos", "pht-00.jpg"), "x");
    const after = await openHouse({ directory });
    expect(filesOf(after)).toHaveLength(1);
    const answer = await after.api.inject({ url, headers: bearer(await after.key("admin")) });
    expect(answer.rawPayload).toEqual(jpeg("kept"));
  });

  it("whose record the journal does not take yet is answered 503; sent again, it is there once", async () => {
    const disk = { isFull: true };
    const { house, send, get } = await technician({
      limits: { durableWaitMs: 50 },
      journal: (store) => ({
        commit: (batch, again) =>
          disk.isFull && batch.rows.document.some(({ kind }) => kind === "photo")
            ? Promise.reject(new JournalUnavailable("disk-full", "no room"))
            : store.commit(batch, again),
      }),
    });
    expect((await send(jpeg("a"))).json().code).toBe("journal-unavailable");
    disk.isFull = false;
    await until(async () => expect((await send(jpeg("a"))).statusCode).toBe(201));
    expect((await get("sites/VTL1/photos")).json().items).toHaveLength(1);
    expect(filesOf(house)).toHaveLength(1);
  });

  it("out of scope does not exist, nor one whose file is gone", async () => {
    const { house, send, get } = await technician();
    const { id } = (await send(jpeg("a"))).json();
    const vnp = bearer(await house.key("technician", scopes.vnp));
    expect((await get(`photos/${id}`, vnp)).statusCode).toBe(404);
    expect((await get("sites/VTL1/photos", vnp)).statusCode).toBe(404);
    expect((await send(jpeg("a"), { site: "NOWHERE" })).statusCode).toBe(404);
    await house.field.files.discard(`${id}.jpg`);
    expect((await get(`photos/${id}`)).statusCode).toBe(404);
  });
});

describe("I9: photos are bounded", () => {
  it("photoBytesMax: a larger one is refused", async () => {
    const { send } = await technician({ limits: { photoBytesMax: 100 } });
    expect((await send(jpeg("x".repeat(96)))).statusCode).toBe(201);
    expect((await send(jpeg("x".repeat(97)))).json().code).toBe("body-too-large");
  });

  it("photosArrivingMax: one too many comes again; one that breaks off makes room", async () => {
    const { house, headers } = await technician({ limits: { photosArrivingMax: 1 } });
    const { arrivals } = house.field;
    const address = await house.api.listen({ host: "127.0.0.1", port: 0 });
    const path = "/api/v1/sites/VTL1/photos";
    const head = { ...headers, "content-type": "image/jpeg" };
    const slow = request(`${address}${path}`, {
      method: "POST",
      headers: { ...head, "content-length": 1e6 },
    });
    slow.on("error", () => undefined);
    slow.write(jpeg("half of it"));
    await until(() => expect(arrivals.underWay).toBe(1));
    const post = () => fetch(`${address}${path}`, { method: "POST", headers: head, body: jpeg("whole") });
    const refused = await post();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
    expect(await refused.json()).toMatchObject({ code: "too-many-requests", retry: true });
    slow.destroy();
    await until(() => expect(arrivals.underWay).toBe(0));
    expect((await post()).status).toBe(201);
    await until(() => expect(arrivals.underWay).toBe(0));
    const metrics = await house.api.inject({ url: "/metrics", headers: bearer(await house.key("admin")) });
    expect(metrics.body).toContain("tramcanh_photos_turned_away_total 1");
  });

  it("photosPerSiteMax and photosBytesMax: the oldest give way with their files, and are counted", async () => {
    const { house, send, get } = await technician({ limits: { photosPerSiteMax: 2, photosBytesMax: 150 } });
    const sent: string[] = [];
    for (const [content, site] of [
      ["1", "VTL1"],
      ["2", "VTL1"],
      ["3", "VTL1"],
      ["4".repeat(138), "VNP1"],
    ] as const) {
      house.time.nowMs += 1_000;
      sent.push((await send(jpeg(content), { site })).json().id);
    }
    const left = (await get("sites/VTL1/photos")).json().items.map(({ id }: { id: string }) => id);
    expect(left).toEqual([sent[2]]);
    expect(filesOf(house).sort()).toEqual([`${sent[2]}.jpg`, `${sent[3]}.jpg`].sort());
    expect([house.field.photos.removedCount, house.field.photos.bytes]).toEqual([2, 147]);
    const metrics = await house.api.inject({ url: "/metrics", headers: bearer(await house.key("admin")) });
    expect(metrics.body).toContain("tramcanh_photos_removed_total 2");
  });

  it("photoFreeBytesMin: the journal's room is not taken, and nothing is left behind", async () => {
    const { house, send } = await technician({ limits: { photoFreeBytesMin: Number.MAX_SAFE_INTEGER } });
    const answer = await send(jpeg("a"));
    expect([answer.statusCode, answer.json().code]).toEqual([503, "journal-unavailable"]);
    expect(answer.json().detail).toContain("photoFreeBytesMin");
    expect(filesOf(house)).toEqual([]);
    expect(existsSync(join(house.directory, "photos"))).toBe(true);
  });
});
