import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cut, oneLine, plainText, readMessage } from "../../../alerts/channels/message.ts";
import { bodyOf, cleared } from "./stage.ts";

const told = {
  kind: "repeat",
  title: { vi: "Vẫn mất điện", en: "Still no mains" },
  text: { vi: "Đã 42 phút", en: "For 42 min" },
  link: "https://noc.example.com/a/1",
  audience: "duty",
};

describe("a message", () => {
  test("says what the notification says, in the channel's language", () => {
    expect(readMessage(bodyOf({}, told), "vi")).toMatchObject({
      kind: "repeat",
      title: "Vẫn mất điện",
      text: "Đã 42 phút",
      link: "https://noc.example.com/a/1",
    });
    expect(readMessage(bodyOf({}, told), "en")).toMatchObject({
      title: "Still no mains",
      text: "For 42 min",
    });
  });

  test("says what the alarm says when the notification has no words of its own", () => {
    expect(readMessage(bodyOf(), "vi")).toMatchObject({
      kind: "raised",
      title: "[Lớn] Bù Đốp 1 (BPH0123) · pwr",
      text: "Mất điện lưới. Kiểm tra máy phát.\n31/01/2026 09:50 +07",
      link: null,
      target: null,
    });
    expect(readMessage(bodyOf(cleared), "en")).toMatchObject({ title: "[Cleared] Bù Đốp 1 (BPH0123) · pwr" });
    expect(readMessage(bodyOf({ siteName: null }), "en").title).toBe("[Major] BPH0123 · pwr");
  });

  test("needs no alarm when it has words", () => {
    expect(readMessage(bodyOf({}, { ...told, alarm: null }), "en")).toMatchObject({
      alarm: null,
      title: "Still no mains",
    });
  });

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["no alarm and no words", bodyOf({}, { alarm: null })],
    ["a severity that does not exist", bodyOf({ severity: "terrible" })],
  ])("can't be made of %s", (_name, body) => {
    expect(() => readMessage(body, "vi")).toThrow(/the body is no notification|neither an alarm nor a text/);
  });

  test.each(["javascript:alert(1)", "file:///etc/passwd", "noc", "", null])(
    "carries no link to %j",
    (link) => {
      expect(readMessage(bodyOf({}, { ...told, link }), "vi").link).toBeNull();
    },
  );

  test("has a title of one line and a text without control characters", () => {
    const title = { vi: "a\r\nBcc: x@y.z\u2028b", en: "" };
    const text = { vi: "một\r\nhai\u0007\u001b[31m\tba", en: "" };
    const message = readMessage(bodyOf({}, { ...told, title, text }), "vi");
    expect(message.title).toBe("a Bcc: x@y.z b");
    expect(message.text).toBe("một\nhai[31m\tba");
    fc.assert(fc.property(fc.string({ unit: "binary" }), (given) => !/\p{Cc}/u.test(oneLine(given))));
  });
});

describe("a text that is too long", () => {
  test("is cut with an ellipsis, never through a character", () => {
    expect([cut("ngắn", 4), cut("ngắn quá", 5), cut("a😀b", 3)]).toEqual(["ngắn", "ngắn…", "a…"]);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 40 }), (text, unitsMax) => {
        const kept = cut(text, unitsMax);
        expect(kept.length).toBeLessThanOrEqual(unitsMax);
        expect(kept.isWellFormed() || !text.isWellFormed()).toBe(true);
      }),
    );
  });

  test("keeps its link whole", () => {
    const message = readMessage(bodyOf({}, { ...told, text: { vi: "x".repeat(500), en: "" } }), "vi");
    const text = plainText(message, 100);
    expect(text).toHaveLength(100);
    expect(text.endsWith("…\nhttps://noc.example.com/a/1")).toBe(true);
  });
});
