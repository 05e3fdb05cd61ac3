import { describe, expect, test } from "vitest";
import {
  acknowledgeWish,
  checklistNote,
  commentWish,
  photoWish,
  visitWish,
} from "../../../console/field/field-acts.ts";
import { alarm } from "../alarms/alarm-view.ts";

describe("what a technician tells goes where the platform takes it, with the time at which it was done", () => {
  test("visits, acknowledgements and notes tell it in their JSON; an empty note is none", () => {
    expect(visitWish("BPH0001", "on-site", "  ")).toMatchObject({
      path: "/api/v1/sites/BPH0001/visits",
      body: { kind: "on-site", note: null },
      toldAt: "body",
    });
    expect(acknowledgeWish(alarm("alm-1"), " đang xem ")).toMatchObject({
      path: "/api/v1/alarms/alm-1/acknowledge",
      body: { note: "đang xem" },
      subject: "alm-1",
      toldAt: "body",
    });
    expect(commentWish(alarm("alm-1"), "x").path).toBe("/api/v1/alarms/alm-1/comment");
  });

  test("a photo tells it in the query; its caption is cut to what the platform takes", () => {
    const photo = new Blob(["x"], { type: "image/jpeg" });
    expect(photoWish("BPH0001", photo, "").path).toBe("/api/v1/sites/BPH0001/photos");
    const { path, body, toldAt } = photoWish("BPH0001", photo, "ắc quy & <b>".repeat(1_000));
    expect({ body, toldAt }).toEqual({ body: photo, toldAt: "query" });
    expect(new URL(path, "http://x").searchParams.get("caption")).toHaveLength(500);
  });

  test("a code that is no plain word stays one part of the path", () => {
    expect(visitWish("../users?x", "left").path).toBe("/api/v1/sites/..%2Fusers%3Fx/visits");
  });
});

describe("a checklist as a note", () => {
  const list = {
    id: "battery",
    title: { vi: "Ắc quy", en: "Battery" },
    alarms: [],
    steps: [
      { vi: "Đo điện áp", en: "Measure" },
      { vi: "Xem phồng", en: "Look" },
    ],
  };

  test("says each step, ticked or not, and how many", () => {
    expect(checklistNote(list, [1], 1_000)).toBe("Kiểm tra 1/2: Ắc quy\n– Đo điện áp\n✓ Xem phồng");
    expect(checklistNote(list, [0, 1], 1_000)).toMatch(/^Kiểm tra xong: Ắc quy\n✓/);
  });

  test("is never longer than the platform takes, and ticks of steps that are gone don't count", () => {
    expect(checklistNote(list, [0], 20)).toHaveLength(20);
    expect(checklistNote(list, [0, 1, 7], 1_000)).toMatch(/^Kiểm tra xong/);
  });
});
