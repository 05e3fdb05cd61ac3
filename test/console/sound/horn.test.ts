import { describe, expect, test } from "vitest";
import type { BriefAlarmView } from "../../../api/contract.ts";
import type { AlarmChange } from "../../../console/live/board.ts";
import {
  type Horn,
  hornAfter,
  newsOf,
  repeatAfterMs,
  strike,
  toneRepeats,
} from "../../../console/sound/horn.ts";
import { melodies } from "../../../console/sound/melodies.ts";
import { alarm, symptom } from "../alarms/alarm-view.ts";

const quietDesk = { isFlood: false, wasFlood: false };
const news = (severity: "critical" | "minor") => ({ ...quietDesk, news: severity });

describe("what is news", () => {
  const before = { a: alarm("a"), s: symptom("s", "a"), k: alarm("k", 0, { operatorState: "acknowledged" }) };
  const known = new Map(Object.entries(before));
  const changesTo = (after: readonly BriefAlarmView[]): readonly AlarmChange[] =>
    after.map((each) => ({ id: each.id, before: known.get(each.id), after: each }));

  test.each([
    ["nothing changed", [], null],
    ["the same word once more", [alarm("a"), symptom("s", "a")], null],
    ["a new alarm", [alarm("b", 0, { severity: "critical" })], "critical"],
    ["the gravest of several", [alarm("b", 0, { severity: "minor" }), alarm("c")], "major"],
    ["raised again", [alarm("a", 3)], "major"],
    ["graver than before", [alarm("a", 0, { severity: "critical" })], "critical"],
    ["less grave than before", [alarm("a", 0, { severity: "minor" })], null],
    ["a new symptom", [symptom("t", "a")], null],
    ["a symptom that stands on its own again", [alarm("s")], "major"],
    ["an acknowledgement taken back", [alarm("k")], null],
    [
      "a new one that somebody acknowledged already",
      [alarm("b", 0, { operatorState: "acknowledged" })],
      null,
    ],
  ])("%s", (_, after, wanted) => {
    expect(newsOf(changesTo(after))).toBe(wanted);
  });

  test("the end of an alarm is none", () => {
    expect(newsOf([{ id: "a", before: before.a, after: undefined }])).toBeNull();
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
