import { expect, test } from "vitest";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { defaultRules, Stand } from "./stand.ts";

const startMs = Date.UTC(2026, 0, 1);

test("the platform's own alarm says in both languages what stopped and what to do, and speaks of no device", () => {
  const stand = new Stand(defaultRules());
  const said = (cleared: boolean, atMs: number): void =>
    stand.evaluate(
      {
        events: [
          {
            ...{ kind: "alarm", device: deviceId("tramcanh"), site: siteCode("tramcanh") },
            ...{ node: nodeCode("export"), type: "export-stopped", severity: "major", cleared },
            ...{ text: "denied: unauthorized access", tsMs: atMs, receivedAtMs: atMs },
          },
        ],
      },
      atMs,
    );
  said(false, startMs);
  const [alarm] = stand.system.list();
  expect(alarm?.text.vi).toMatch(
    /^Đã dừng xuất số liệu sang InfluxDB \(denied: unauthorized access\)\. .*doctor/,
  );
  expect(alarm?.text.en).toMatch(
    /^The export to InfluxDB has stopped \(denied: unauthorized access\)\. .*doctor/,
  );
  said(true, startMs + 1_000);
  expect(stand.transitions.map(({ event }) => event)).toEqual(["raised", "cleared"]);
});
