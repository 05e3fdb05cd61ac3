import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmView } from "../../../api/contract.ts";
import { plainText as platformPlainText } from "../../../api/views/plain-text.ts";
import {
  type AlarmFilter,
  filterOf,
  queryOf,
  type SiteFacts,
  withoutNarrowing,
} from "../../../console/alarms/alarm-filter.ts";
import { plainText } from "../../../console/alarms/plain-text.ts";
import { type Sifted, sieveOf } from "../../../console/alarms/sift.ts";
import { alarm, at, byId, symptom } from "./alarm-view.ts";

const facts: Readonly<Record<string, SiteFacts>> = {
  BPH0001: { commune: "25195", operators: ["VTL", "VNP"], plain: plainText("Bù Đốp\nThanh Hòa") },
  BPH0002: { commune: "25200", operators: ["MBF"], plain: plainText("Lộc Ninh") },
};

const sift = (query: string, ...alarms: readonly AlarmView[]): Sifted =>
  sieveOf({
    filter: filterOf(new URLSearchParams(query)),
    alarmOf: (id) => byId(...alarms).get(id),
    factsOf: (site) => facts[site],
  })(alarms);

const seen = (sifted: Sifted): readonly string[] => sifted.seen.map(({ id }) => id);

const shelf = { until: at(60), actor: "noc", reason: "known" };

describe("filters", () => {
  const alarms = [
    alarm("power"),
    alarm("door", 1, { site: "BPH0002", type: "door-open", severity: "minor", siteName: "Lộc Ninh" }),
    alarm("done", 2, { operatorState: "acknowledged", ticket: "TT-77" }),
  ];

  test.each([
    ["", ["power", "door", "done"]],
    ["severity=minor", ["door"]],
    ["severity=minor,major", ["power", "door", "done"]],
    ["site=BPH0002", ["door"]],
    ["commune=25195", ["power", "done"]],
    ["operator=VNP", ["power", "done"]],
    ["operator=MBF", ["door"]],
    ["unacknowledged=true", ["power", "door"]],
    ["text=bu dop", ["power", "done"]],
    ["text=THANH HOA mat dien", ["power", "done"]],
    ["text=tt-77", ["done"]],
    ["text=nowhere", []],
    ["severity=purple", ["power", "door", "done"]],
  ])("%s", (query, wanted) => {
    const sifted = sift(query, ...alarms);
    expect(seen(sifted)).toEqual(wanted);
    expect(sifted.filteredOut).toBe(alarms.length - wanted.length);
  });
});

describe("hidden alarms", () => {
  test("shelved and in maintenance are left out, counted, and no filter is blamed for them", () => {
    const sifted = sift("", alarm("a", 0, { shelf }), alarm("b", 0, { maintenance: "w1" }), alarm("c"));
    expect(seen(sifted)).toEqual(["c"]);
    expect(sifted.hidden).toEqual({ shelved: 1, suppressed: 0, "out-of-service": 1 });
    expect(sifted.filteredOut).toBe(0);
  });

  test("are shown when asked for", () => {
    const alarms = [alarm("a", 0, { shelf }), alarm("b", 0, { maintenance: "w1" })];
    expect(seen(sift("show=shelved", ...alarms))).toEqual(["a"]);
    expect(seen(sift("show=shelved,out-of-service", ...alarms))).toEqual(["a", "b"]);
  });

  test("a symptom beneath a hidden cause is hidden with it", () => {
    expect(seen(sift("", alarm("root", 0, { shelf }), symptom("s", "root")))).toEqual([]);
  });
});

describe("symptoms", () => {
  const root = alarm("root", 0, { severity: "critical" });
  const member = symptom("s", "root", 1, { severity: "warning", site: "BPH0002", siteName: "Lộc Ninh" });

  test("come with a root cause that passes, even where they do not", () => {
    expect(seen(sift("severity=critical", root, member))).toEqual(["root", "s"]);
  });

  test("are found by themselves when the root does not pass", () => {
    const sifted = sift("text=loc ninh", root, member);
    expect([seen(sifted), sifted.filteredOut]).toEqual([["s"], 1]);
  });

  test("stand for a cause that is out of sight", () => {
    expect(seen(sift("", member))).toEqual(["s"]);
  });
});

test("the address says the filter, and the filter is what the address says", () => {
  const filters = fc.record({
    severity: fc.subarray(["critical", "major", "minor", "warning", "indeterminate"]),
    text: fc.string(),
    site: fc.constantFrom("", "BPH0001"),
    unacknowledged: fc.boolean(),
    show: fc.subarray(["shelved", "suppressed", "out-of-service"]),
    group: fc.constantFrom("cause", "type"),
  });
  fc.assert(
    fc.property(filters, ({ severity, text, site, unacknowledged, show, group }) => {
      const given = new URLSearchParams({
        ...{ severity: severity.join(","), text, site, show: show.join(","), group },
        unacknowledged: String(unacknowledged),
      });
      const filter: AlarmFilter = filterOf(given);
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(queryOf(filter))) if (value !== null) query.set(name, value);
      expect(filterOf(query)).toEqual(filter);
    }),
    { numRuns: 60 },
  );
});

test("clearing the filters keeps how alarms are folded and what is shown", () => {
  const filter = withoutNarrowing(
    filterOf(new URLSearchParams("text=x&severity=minor&group=type&show=shelved")),
  );
  expect(queryOf(filter)).toMatchObject({ text: null, severity: null, group: "type", show: "shelved" });
});

test("search compares as the platform does", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => plainText(text) === platformPlainText(text)),
  );
  expect(plainText("Bù Đốp")).toBe(platformPlainText("Bù Đốp"));
});
