import { expect, test } from "vitest";
import { shownMoment, showsThePast } from "../../../console/lookback/shown-moment.ts";

const at = "2026-01-30T03:00:00.000Z";

test.each(["alarms", "shelved", "sites", "site", "map"] as const)(
  "%s shows the board of the address's moment",
  (page) => {
    expect([showsThePast(page), shownMoment(page, at)]).toEqual([true, Date.parse(at)]);
  },
);

test.each(["dispatch", "alarm", "maintenance", "outages", "devices", "fieldSite", "wall", null] as const)(
  "%s shows the present, whatever the address says",
  (page) => {
    expect([showsThePast(page), shownMoment(page, at)]).toEqual([false, null]);
  },
);

test.each([null, "", "yesterday"])("with %o it is now", (text) => {
  expect(shownMoment("alarms", text)).toBeNull();
});
