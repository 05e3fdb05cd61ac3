import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { senderLimits } from "../../alerts/channel-sender.ts";
import * as correlationLimits from "../../alerts/correlation/limits.ts";
import * as forecastLimits from "../../alerts/forecast/limits.ts";
import * as alertLimits from "../../alerts/limits.ts";
import * as notificationLimits from "../../alerts/notification/limits.ts";
import * as ruleLimits from "../../alerts/rules/limits.ts";
import { administrationLimits } from "../../api/administration-limits.ts";
import { defaultApiLimits } from "../../api/limits.ts";
import { evaluationLimits } from "../../app/evaluation/limits.ts";
import { defaultBrokerLimits } from "../../broker/limits.ts";
import * as fieldLimits from "../../console/field/limits.ts";
import * as outboxLimits from "../../console/outbox/limits.ts";
import { defaultControllerLimits } from "../../firmware-sim/controller/controller-state.ts";
import * as commandLimits from "../../firmware-sim/controller/limits.ts";
import { provinceLimits } from "../../firmware-sim/limits.ts";
import { commandLimits as deviceCommandLimits } from "../../ingest/commands/limits.ts";
import { defaultIngestLimits } from "../../ingest/limits.ts";
import { inventoryLimits } from "../../inventory/limits.ts";
import { exportLimits } from "../../store/export/limits.ts";
import { defaultHistoryLimits } from "../../store/history/limits.ts";
import { defaultStoreLimits } from "../../store/limits.ts";
import { yamlAnchorsMax } from "../../telemetry/yaml-text.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/operations/limits.md");

const { bookLimits, flapLimits, ...alertConstants } = alertLimits;
const rooms: Readonly<Record<string, object>> = {
  "broker/limits.ts": defaultBrokerLimits,
  "ingest/limits.ts": defaultIngestLimits,
  "ingest/commands/limits.ts": deviceCommandLimits,
  "alerts/limits.ts": { ...bookLimits, ...flapLimits, ...alertConstants },
  "alerts/correlation/limits.ts": { ...correlationLimits },
  "alerts/forecast/limits.ts": { ...forecastLimits },
  "alerts/notification/limits.ts": { ...notificationLimits },
  "alerts/rules/limits.ts": ruleLimits,
  "telemetry/yaml-text.ts": { yamlAnchorsMax },
  "alerts/channel-sender.ts": senderLimits,
  "store/limits.ts": defaultStoreLimits(),
  "store/history/limits.ts": defaultHistoryLimits,
  "store/export/limits.ts": exportLimits,
  "api/limits.ts": defaultApiLimits,
  "api/administration-limits.ts": administrationLimits,
  "inventory/limits.ts": inventoryLimits,
  "app/evaluation/limits.ts": evaluationLimits,
  "firmware-sim/controller/controller-state.ts": defaultControllerLimits,
  "firmware-sim/controller/limits.ts": { ...commandLimits },
  "firmware-sim/limits.ts": provinceLimits,
  "console/outbox/limits.ts": { ...outboxLimits },
  "console/field/limits.ts": { ...fieldLimits },
};
/** Their defaults depend on the machine. */
const ofTheMachine = new Set(["memoryBytesMax", "threadsMax"]);

const sectionOf = (file: string): string =>
  page.split(/^## /m).find((section) => section.split("\n")[0]?.includes(`\`${file}\``)) ?? "";

test.each(Object.entries(rooms))(
  "I9: the limits of %s are on the page, all and no others",
  (file, limits) => {
    const rows = [...sectionOf(file).matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)];
    const shown = rows.map(([, name = "", value = ""]) => [name, ofTheMachine.has(name) ? "" : value]);
    const expected = Object.entries(limits).map(([name, value]) => [
      name,
      ofTheMachine.has(name) ? "" : String(value),
    ]);
    expect(shown).toEqual(expected);
  },
);

test("I9: the counters that the page names are those of /metrics", () => {
  const figures = read("app/figures.ts") + read("api/metrics.ts");
  const named = [...page.matchAll(/tramcanh_(\w+)/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(20);
  const unknown = named.filter(
    (name) =>
      !figures.includes(`"${name.replace(/_total$/, "")}"`) && !figures.includes(`"tramcanh_${name}"`),
  );
  expect(unknown).toEqual([]);
});
