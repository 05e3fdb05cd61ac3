import { describe, expect, test } from "vitest";
import { fibreUnder } from "../../../firmware-sim/physics/fibre.ts";
import { clearHop, type HopState, hopPlan, hopUnder } from "../../../firmware-sim/physics/microwave.ts";

const eveningMs = Date.UTC(2025, 10, 23, 14);
const hop = hopPlan({
  frequencyGigahertz: 15,
  kilometres: 10,
  plannedRslDbm: -42,
  receiverThresholdDbm: -72,
});

/** The hop under one rain after the other. */
const under = (rates: readonly number[]): readonly HopState[] => {
  let state = clearHop(hop, eveningMs);
  return rates.map((millimetresAnHour) => {
    state = hopUnder(state, hop, { millimetresAnHour, nowMs: eveningMs });
    return state;
  });
};

describe("microwave hop", () => {
  test("in clear air it stands at the planned level with the fastest profile and loses nothing", () => {
    expect(clearHop(hop, eveningMs)).toMatchObject({ rslDbm: -42, profile: 4, isUp: true, lossShare: 0 });
  });

  test("rain takes level, then speed, then the link", () => {
    const story = under([0, 20, 40, 60, 80, 120]);
    const levels = story.map(({ rslDbm }) => rslDbm);
    expect([...levels].sort((a, b) => b - a)).toEqual(levels);
    const profiles = story.map(({ profile }) => profile);
    expect([...profiles].sort((a, b) => b - a)).toEqual(profiles);
    expect(story.map(({ isUp }) => isUp)).toEqual([true, true, true, true, true, false]);
    expect(story[4]?.lossShare).toBeGreaterThan(0.3);
  });

  test("a link that rain took comes back only with 2 dB to spare", () => {
    const rates = Array.from({ length: 121 }, (_, step) => 120 - step);
    const down = under([...rates].reverse());
    const up = under([120, ...rates]);
    const lostAtDbm = Math.min(...down.filter(({ isUp }) => isUp).map(({ rslDbm }) => rslDbm));
    const backAtDbm = Math.min(...up.filter(({ isUp }) => isUp).map(({ rslDbm }) => rslDbm));
    expect(lostAtDbm).toBeGreaterThanOrEqual(-72);
    expect(lostAtDbm).toBeLessThan(-71);
    expect(backAtDbm).toBeGreaterThanOrEqual(-70);
    expect(backAtDbm).toBeLessThan(-69);
  });
});

describe("fibre", () => {
  const fibre = { baselineOpticalDbm: -8, minimumOpticalDbm: -23 };

  test.each([
    { loss: 0, rxDbm: -8, isUp: true, lossShare: 0 },
    { loss: 10, rxDbm: -18, isUp: true, lossShare: 0 },
    { loss: 17, rxDbm: -25, isUp: false, lossShare: 1 },
    { loss: 60, rxDbm: -40, isUp: false, lossShare: 1 },
  ])("$loss dB lost: receives $rxDbm dBm, up $isUp", ({ loss, ...state }) => {
    expect(fibreUnder(fibre, loss)).toEqual(state);
  });

  test("bits fail before the link does", () => {
    const weak = fibreUnder(fibre, 16.4);
    expect(weak.isUp).toBe(true);
    expect(weak.lossShare).toBeGreaterThan(0.001);
  });
});
