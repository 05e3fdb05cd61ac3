import { expect, test } from "vitest";
import { siteThen } from "../../../console/lookback/site-then.ts";
import { site, siteThatIs } from "../sites/site-view.ts";

const alarms = { critical: 1, major: 0, minor: 2, warning: 0, indeterminate: 0 };

test("a site of the past has its name and place of now, and stands as it stood", () => {
  const then = siteThen(site("A"), { site: "A", online: false, silent: true, onBattery: true, alarms });
  expect(then).toEqual({ ...site("A"), state: { online: false, silent: true, lastHeardAt: null, alarms } });
});

test("nothing of the present is taken for the past: neither presence nor devices nor alarms", () => {
  const now = siteThatIs("A", true, { critical: 4 });
  const state = { ...now.state, devices: [] };
  expect(siteThen({ ...now, state }, undefined)).toMatchObject({
    ...{ code: "A", forecast: null },
    state: { online: null, silent: false, lastHeardAt: null, alarms: { critical: 0 } },
  });
  expect(siteThen({ ...now, state }, undefined).state).not.toHaveProperty("devices");
});
