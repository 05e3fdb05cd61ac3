import { expect, test } from "vitest";
import { type CauseElement, elementName, stretchesOf } from "../../../console/alarms/cause-stretches.ts";
import { timelineOf } from "../../../console/alarms/timeline.ts";
import { alarm, at } from "./alarm-view.ts";

const node = (site: string | null, state: CauseElement["state"]): CauseElement => ({
  ...{ kind: "node", code: null, site, state },
  node: site === null ? null : "mw-1",
});
const hop: CauseElement = { kind: "link", code: "hop-1", site: null, node: null, state: "down" };

test("the dead part of the path stands out as one stretch", () => {
  const path = [node("BPH0017", "cut-off"), node("BPH0009", "cut-off"), hop, node("BPH0001", "up")];
  expect(stretchesOf(path).map(({ state, elements }) => [state, elements.map(elementName)])).toEqual([
    ["cut-off", ["BPH0017/mw-1", "BPH0009/mw-1"]],
    ["down", ["hop-1"]],
    ["up", ["BPH0001/mw-1"]],
  ]);
  expect(stretchesOf([])).toEqual([]);
});

test("what is out of sight has no name", () => {
  expect(elementName(node(null, "down"))).toBeNull();
});

test("both axes are one line of time, the newest first", () => {
  const moment = (minutes: number) => ({
    eventAt: at(minutes - 1),
    receivedAt: at(minutes),
    clock: "device" as const,
  });
  const entries = timelineOf(
    alarm("a", 0, {
      statusChanges: [
        { at: moment(1), event: "raised", severity: "major" },
        { at: moment(9), event: "cleared", severity: "major" },
      ],
      operatorChanges: [
        { at: at(5), occurredAt: null, actor: "noc", action: "acknowledge", note: null, value: null },
      ],
    }),
  );
  expect(entries.map(({ axis, at: when }) => [axis, when])).toEqual([
    ["resource", at(9)],
    ["operator", at(5)],
    ["resource", at(1)],
  ]);
});
