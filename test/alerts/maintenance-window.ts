import type { MaintenanceWindow } from "../../alerts/maintenance/window.ts";

/** A maintenance window over the test's site, over most of January 2026 unless told otherwise. */
export const windowOf = (given: Partial<MaintenanceWindow> = {}): MaintenanceWindow => ({
  id: "window",
  name: "Battery exchange",
  reason: "old strings",
  createdBy: "lan",
  scope: { sites: ["BPH0001"] },
  zone: "Asia/Ho_Chi_Minh",
  period: { kind: "once", fromMs: Date.UTC(2025, 11, 28), toMs: Date.UTC(2026, 0, 28) },
  ...given,
});
