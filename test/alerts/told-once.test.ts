import { describe, expect, test } from "vitest";
import { LiveProvince } from "./live-province.ts";

const behindHub = ["BPH0013", "BPH0014", "BPH0015", "BPH0016", "BPH0017", "BPH0018"];

/** Lost mains and a battery that gives way without a word of it: the neighbours' links are all that speaks of the hub. */
const darkHub = (live: LiveProvince, apartSeconds = 0): void => {
  live.say("BPH0002/pwr mains.present", 0);
  live.say("BPH0002/pwr dc.bus.voltage", 50.1);
  live.pass(4);
  live.stop("BPH0002", ...behindHub);
  live.say("BPH0007/agg1 link.up", 0);
  live.pass(apartSeconds);
  live.say("BPH0008/agg1 link.up", 0);
};

const begun = ({ stories }: LiveProvince): readonly string[] =>
  stories.filter((line) => line.startsWith("raised"));

describe.each([5, 60, 300])("a hub that goes dark on lost mains, reports each %i s", (periodSeconds) => {
  test("is told once, though its battery said nothing", () => {
    const live = new LiveProvince({ periodSeconds });
    darkHub(live);
    live.pass(6 * periodSeconds + 300);
    expect(begun(live)).toEqual(["raised mains-lost BPH0002/pwr"]);
    expect(Object.keys(live.roots)).toEqual(["mains-lost BPH0002/pwr"]);
  });

  test.each([
    { ring: "ring-6", ends: ["BPH0002", "BPH0007"], ageSeconds: 80, answerSeconds: 0 },
    { ring: "ring-7", ends: ["BPH0002", "BPH0008"], ageSeconds: 80, answerSeconds: 0 },
    {
      ring: "ring-7, seen late at its far end,",
      ends: ["BPH0002", "BPH0008"],
      ageSeconds: 45,
      answerSeconds: 20,
    },
    { ring: "ring-5", ends: ["BPH0004", "BPH0007"], ageSeconds: 45, answerSeconds: 0 },
  ])("is told once beside $ring which was cut before", ({ ends, ageSeconds, answerSeconds }) => {
    const live = new LiveProvince({ periodSeconds });
    const [near = "", far = ""] = ends;
    live.say(`${near}/agg1 link.up`, 0);
    live.pass(answerSeconds);
    live.say(`${far}/agg1 link.up`, 0);
    live.pass(ageSeconds);
    darkHub(live, 2);
    live.pass(6 * periodSeconds + 300);
    const [cut, hub, ...others] = begun(live);
    expect(ends.map((end) => `raised link-down ${end}/agg1`)).toContain(cut);
    expect([hub, ...others]).toEqual(["raised mains-lost BPH0002/pwr"]);
  });
});
