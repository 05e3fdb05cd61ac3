import { describe, expect, test } from "vitest";
import {
  type Horn,
  hornAfter,
  lookAt,
  repeatAfterMs,
  strike,
  toneRepeats,
} from "../../../console/sound/horn.ts";
import { melodies } from "../../../console/sound/melodies.ts";
import { alarm, symptom } from "../alarms/alarm-view.ts";

const quietDesk = { isFlood: false, wasFlood: false };
const news = (severity: "critical" | "minor") => ({ ...quietDesk, news: severity });

describe("what is news", () => {
  const { known } = lookAt(null, [alarm("a"), symptom("s", "a")]);

  test("what stood before somebody came is none", () => {
    expect(lookAt(null, [alarm("a", 0, { severity: "critical" })]).news).toBeNull();
  });

  test.each([
    ["nothing changed", [alarm("a"), symptom("s", "a")], null],
    ["a new alarm", [alarm("a"), alarm("b", 0, { severity: "critical" })], "critical"],
    ["the gravest of several", [alarm("b", 0, { severity: "minor" }), alarm("c")], "major"],
    ["raised again", [alarm("a", 3)], "major"],
    ["graver than before", [alarm("a", 0, { severity: "critical" })], "critical"],
    ["less grave than before", [alarm("a", 0, { severity: "minor" })], null],
    ["a new symptom", [alarm("a"), symptom("t", "a")], null],
    ["a symptom that stands on its own again", [alarm("s")], "major"],
    [
      "a new one that somebody acknowledged already",
      [alarm("b", 0, { operatorState: "acknowledged" })],
      null,
    ],
  ])("%s", (_, alarms, wanted) => {
    expect(lookAt(known, alarms).news).toBe(wanted);
  });

  test("an acknowledgement taken back is none", () => {
    const acknowledged = lookAt(known, [alarm("a", 0, { operatorState: "acknowledged" })]);
    expect(lookAt(acknowledged.known, [alarm("a")]).news).toBeNull();
  });
});

/** How many tones are heard until the horn rests by itself. */
const heard = (begin: Horn): number => {
  let horn = begin;
  let count = 0;
  for (let nowMs = 0; horn !== null && nowMs < 1_000_000; nowMs += repeatAfterMs) {
    const struck = strike(horn, nowMs);
    if (struck.tone !== null) count += 1;
    horn = struck.horn;
  }
  return count;
};

describe("the horn", () => {
  test("repeats a critical one and rests by itself in the end", () => {
    expect(heard(hornAfter(null, news("critical"), 0))).toBe(toneRepeats.critical);
    expect(heard(hornAfter(null, news("minor"), 0))).toBe(1);
  });

  test("goes on when nothing new comes: an acknowledgement or a clear does not silence it", () => {
    const horn = hornAfter(null, news("critical"), 0);
    expect(hornAfter(horn, { ...quietDesk, news: null }, 5_000)).toBe(horn);
  });

  test("a lesser alarm does not take the tone from a graver one", () => {
    const horn = hornAfter(null, news("critical"), 0);
    expect(hornAfter(horn, news("minor"), 1_000)?.tone).toBe("critical");
  });

  test("waits between two tones", () => {
    const struck = strike(hornAfter(null, news("critical"), 0), 0);
    expect(struck.tone).toBe("critical");
    expect(strike(struck.horn, repeatAfterMs - 1).tone).toBeNull();
    expect(strike(struck.horn, repeatAfterMs).tone).toBe("critical");
  });

  test("gives one tone in a flood, however many alarms follow", () => {
    const begun = hornAfter(hornAfter(null, news("critical"), 0), { ...news("critical"), isFlood: true }, 0);
    expect([begun?.tone, heard(begun)]).toEqual(["flood", 1]);
    const later = { ...news("critical"), isFlood: true, wasFlood: true };
    expect(hornAfter(null, later, 60_000)).toBeNull();
  });
});

test("the graver, the more beeps; all of them where people hear well", () => {
  expect(melodies.critical.length).toBeGreaterThan(melodies.major.length);
  expect(melodies.major.length).toBeGreaterThan(melodies.minor.length);
  expect(melodies.minor.length).toBeGreaterThan(melodies.warning.length);
  const pitches = Object.values(melodies).flatMap((beeps) => beeps.map(({ hertz }) => hertz));
  expect(pitches.every((hertz) => hertz >= 150 && hertz <= 1_000)).toBe(true);
});
