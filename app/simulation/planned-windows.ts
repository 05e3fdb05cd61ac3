import type { MaintenanceWindow } from "../../alerts/maintenance/window.ts";
import type { PlannedWindow } from "../../firmware-sim/scenarios/world-plan.ts";

/** The planned work of a scenario as windows of the platform's maintenance plan. */
export const plannedWindows = (
  windows: readonly Omit<PlannedWindow, "work">[],
): readonly MaintenanceWindow[] =>
  windows.map(({ fromMs, toMs, sites }, index) => ({
    id: `scenario-${index + 1}`,
    name: `Scenario ${index + 1}`,
    reason: "planned work of the scenario",
    createdBy: "scenario",
    scope: { sites: [...sites] },
    zone: "Asia/Ho_Chi_Minh",
    period: { kind: "once", fromMs, toMs },
  }));
