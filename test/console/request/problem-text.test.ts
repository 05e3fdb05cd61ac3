import { describe, expect, test } from "vitest";
import { errorKinds } from "../../../api/errors.ts";
import { refusalText } from "../../../console/outbox/refusal-text.ts";
import { problemText, problemWords } from "../../../console/request/problem-text.ts";
import type { Problem } from "../../../console/request/request.ts";
import { speaking } from "../words/speaking.ts";

const problem = (changes: Partial<Problem>): Problem => ({
  ...{ status: 409, code: "conflict", detail: "The alarm is acknowledged already", retry: false, errors: [] },
  ...changes,
});

describe("the words of an error", () => {
  test.each([...Object.keys(errorKinds), "unreachable"])(
    "%s has words of its own in both languages",
    (code) => {
      const said = (["vi", "en"] as const).map((language) => speaking(language, () => problemWords(code)));
      const other = (["vi", "en"] as const).map((language) =>
        speaking(language, () => problemWords("other")),
      );
      expect(new Set([...said, ...other]).size).toBe(4);
      expect(said.every((text) => /^[^{}]+\.$/.test(text) && text === text.normalize("NFC"))).toBe(true);
    },
  );

  test.each(["made-up", "detailed", "constructor", ""])(
    "%o, which the page does not know, is a refusal",
    (code) => {
      expect(speaking("vi", () => problemWords(code))).toBe("Máy chủ từ chối.");
    },
  );

  test("come first, the platform's own behind, with each field that is wrong", () => {
    const wrong = problem({
      ...{ status: 400, code: "invalid-request", detail: "1 field is wrong" },
      errors: [{ path: "body.until", message: "in the past", fix: "choose later" }],
    });
    expect(speaking("vi", () => problemText(wrong))).toBe(
      "Có chỗ còn thiếu hoặc sai. Máy chủ nói: “1 field is wrong; body.until: in the past (choose later)”",
    );
  });

  test("are all there is where nobody answered", () => {
    const away = problem({ status: 0, code: "unreachable", detail: "TypeError: fetch failed" });
    expect(speaking("vi", () => problemText(away))).toBe("Không kết nối được máy chủ.");
  });
});

test.each([
  [409, "conflict", "It changed while this waited."],
  [409, "idempotency-in-flight", "This is being done. Wait a moment."],
  [404, "not-found", "It is over, or no longer within your scope."],
  [403, "role-refused", "Your role may not do this."],
  [403, "scope-refused", "This reaches beyond your scope."],
])("an act that waited and met %d %s says what that means for it", (status, code, words) => {
  const said = speaking("en", () => refusalText(problem({ status, code, detail: "as it is" })));
  expect(said).toBe(`${words} The platform says: “as it is”`);
});
