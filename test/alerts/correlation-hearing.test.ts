import { describe, expect, test } from "vitest";
import type { Alarm } from "../../alerts/alarm.ts";
import { Correlator } from "../../alerts/correlation/correlator.ts";
import type { Hearing } from "../../alerts/correlation/hearing.ts";
import { refutedSettleMs, witnessHoldMsMax } from "../../alerts/correlation/limits.ts";
import { siteCode } from "../../telemetry/identifiers.ts";
import { alarmAt, nameOf, provinceTopology, startMs, storyOf } from "./correlation-stand.ts";

const secondsAt = (seconds: number): number => startMs + seconds * 1_000;

/** Every site is heard always but those named, which were heard last so many seconds after the start. */
class Ears implements Hearing {
  readonly last: Record<string, number>;
  readonly pending = new Set<string>();
  nowSeconds = 0;
  periodSeconds: number | null = 60;

  constructor(last: Record<string, number> = {}) {
    this.last = last;
  }

  readonly heardAtMs = (site: string): number => secondsAt(this.last[site] ?? this.nowSeconds);
  readonly periodMs = (): number | null => (this.periodSeconds === null ? null : this.periodSeconds * 1_000);
  readonly alarmOf = () => undefined;
  readonly pendingLinks = () => new Set([...this.pending].map(siteCode));
}

const stand = (ears: Ears) => {
  const correlator = new Correlator(provinceTopology, { hearing: ears });
  const explain = (alarms: readonly Alarm[], atSeconds: number) => {
    ears.nowSeconds = atSeconds;
    return correlator.explain(alarms, secondsAt(atSeconds));
  };
  return {
    correlator,
    explain,
    story: (alarms: readonly Alarm[], at: number) => storyOf(alarms, explain(alarms, at)),
  };
};

const mains = alarmAt("feed-lost", "BPH0002/pwr", 30);
const oneSide = alarmAt("link-down", "BPH0007/agg1", 35);
const otherSide = alarmAt("link-down", "BPH0008/agg1", 35);

describe("a hub without mains that goes dark without a word of a low battery", () => {
  test("explains its neighbours' links at once, before its silence is proven", () => {
    const { story } = stand(new Ears({ BPH0002: 3 }));
    expect(story([mains, oneSide, otherSide], 36)).toEqual({
      [nameOf(oneSide)]: nameOf(mains),
      [nameOf(otherSide)]: nameOf(mains),
    });
  });

  test("does so while an older cut of the ring stands, whose ends have alarms of their own", () => {
    const cut = alarmAt("link-down", "BPH0001/agg1", -20);
    const cutToo = alarmAt("link-down", "BPH0005/agg1", -20);
    const { story } = stand(new Ears({ BPH0002: 3 }));
    expect(story([cut, cutToo, mains, oneSide, otherSide], 36)).toEqual({
      [nameOf(cutToo)]: nameOf(cut),
      [nameOf(oneSide)]: nameOf(mains),
      [nameOf(otherSide)]: nameOf(mains),
    });
  });

  test("its silence later has the same root, and the reason names it", () => {
    const silence = alarmAt("unreachable", "BPH0002/ctl", 95, { qualifier: "BPH0002-ctl" });
    const behind = alarmAt("unreachable", "BPH0017/ctl", 99, { qualifier: "BPH0017-ctl" });
    const { explain, correlator } = stand(new Ears({ BPH0002: 3, BPH0017: 3 }));
    const alarms = [mains, oneSide, otherSide, silence, behind];
    const explanations = explain(alarms, 100);
    expect(new Set([...explanations.values()].map(({ alarm }) => alarm))).toEqual(new Set([mains.id]));
    for (const { reason } of explanations.values()) {
      expect(reason.en).toContain("BPH0002");
      expect(reason.vi).toContain("BPH0002");
    }
    const { nodesByOperator } = correlator.impactOf(mains, alarms.slice(1));
    expect(Object.values(nodesByOperator).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });

  test("explains no link while it is heard: it lives, so the link itself is down", () => {
    const { story } = stand(new Ears());
    const explained = story([mains, oneSide], 60);
    expect(explained).toEqual({});
  });

  test("lets go of a link soon after it was heard again", () => {
    const ears = new Ears({ BPH0002: 3 });
    const { story, correlator } = stand(ears);
    expect(story([mains, oneSide], 36)).toEqual({ [nameOf(oneSide)]: nameOf(mains) });
    expect(correlator.nextDueMs()).toBeLessThanOrEqual(secondsAt(36 + 60));
    ears.last["BPH0002"] = 50;
    expect(story([mains, oneSide], 51)).toEqual({ [nameOf(oneSide)]: nameOf(mains) });
    expect(correlator.nextDueMs()).toBe(secondsAt(51) + refutedSettleMs);
    expect(story([mains, oneSide], 51 + refutedSettleMs / 1_000)).toEqual({});
  });
});

test("an old alarm of the far end says nothing of a link that goes now", () => {
  const old = alarmAt("link-down", "BPH0004/agg1", -3_600);
  const partner = alarmAt("link-down", "BPH0003/agg1", -3_600);
  const fresh = alarmAt("link-down", "BPH0007/agg1", 0);
  const { story } = stand(new Ears());
  expect(story([old, partner, fresh], 60)).toEqual({ [nameOf(old)]: nameOf(partner) });
});

test("a far end that a prompt neighbour has answered is not the other end of a later cut", () => {
  const first = alarmAt("link-down", "BPH0004/agg1", 0);
  const answer = alarmAt("link-down", "BPH0003/agg1", 1);
  const later = alarmAt("link-down", "BPH0007/agg1", 60);
  const { story } = stand(new Ears());
  expect(Object.keys(story([first, answer, later], 100))).not.toContain(nameOf(later));
});

describe("a silence that nothing explains", () => {
  const silence = alarmAt("unreachable", "BPH0017/ctl", 90, { qualifier: "BPH0017-ctl" });
  const waits = (ears: Ears, atSeconds: number): boolean => {
    const { explain, correlator } = stand(ears);
    explain([silence], atSeconds);
    return correlator.awaitedUntilMs(silence.id, secondsAt(atSeconds)) > secondsAt(atSeconds);
  };

  test("waits while a site on its way to the core was not heard since it began", () => {
    expect(waits(new Ears({ BPH0017: 0, BPH0014: 40 }), 115)).toBe(true);
    expect(waits(new Ears({ BPH0017: 0, BPH0014: 70 }), 115)).toBe(false);
  });

  test("does not wait for sites that are elsewhere", () => {
    expect(waits(new Ears({ BPH0017: 0, BPH0018: 40 }), 115)).toBe(false);
  });

  test("waits while a site on its way says that a link is down, not for long enough yet", () => {
    const ears = new Ears({ BPH0017: 0 });
    ears.pending.add("BPH0014");
    expect(waits(ears, 115)).toBe(true);
    ears.pending.clear();
    ears.pending.add("BPH0030");
    expect(waits(ears, 115)).toBe(false);
  });

  test("waits for so long at most", () => {
    const ears = new Ears({ BPH0017: 0, BPH0014: 40 });
    expect(waits(ears, 90 + witnessHoldMsMax / 1_000 - 1)).toBe(true);
    expect(waits(ears, 90 + witnessHoldMsMax / 1_000)).toBe(false);
  });

  test("waits for nothing where only alarms are known", () => {
    const correlator = new Correlator(provinceTopology);
    correlator.explain([silence], secondsAt(115));
    expect(correlator.awaitedUntilMs(silence.id, secondsAt(115))).toBe(Number.NEGATIVE_INFINITY);
  });
});

test("of two controllers that die on one branch each stands for itself, once those between them were heard", () => {
  const far = alarmAt("unreachable", "BPH0017/ctl", 92, { qualifier: "BPH0017-ctl" });
  const single = alarmAt("unreachable", "BPH0014/ctl", 90, { qualifier: "BPH0014-ctl" });
  const nobody = stand(new Ears({ BPH0014: 0, BPH0015: 0, BPH0016: 0, BPH0017: 0, BPH0018: 0 }));
  expect(nobody.story([single, far], 93)).toEqual({ [nameOf(far)]: nameOf(single) });
  const most = stand(new Ears({ BPH0014: 0, BPH0017: 2 }));
  expect(most.story([single, far], 130)).toEqual({});
});

test("detection follows the period that devices announced", () => {
  const cause = alarmAt("link-down", "BPH0014/mw1", 600);
  const symptom = alarmAt("unreachable", "BPH0017/ctl", 400, { qualifier: "BPH0017-ctl" });
  const ears = new Ears({ BPH0017: 0 });
  expect(stand(ears).story([cause, symptom], 610)).toEqual({});
  ears.periodSeconds = 300;
  expect(stand(ears).story([cause, symptom], 610)).toEqual({ [nameOf(symptom)]: nameOf(cause) });
  ears.periodSeconds = null;
  expect(stand(ears).story([cause, symptom], 610)).toEqual({});
});
