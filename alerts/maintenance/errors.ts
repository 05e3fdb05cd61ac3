/** Codes of what a change of the maintenance plan can be refused for. */
export type MaintenanceErrorCode = "window-not-found" | "too-many-windows";

/** A change of the maintenance plan that can't be done; thrown before any row is written. */
export class MaintenanceRequestError extends Error {
  override readonly name: string = "MaintenanceRequestError";
  readonly code: MaintenanceErrorCode;

  constructor(code: MaintenanceErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** No maintenance window with that id is planned. */
export class WindowNotFound extends MaintenanceRequestError {
  override readonly name = "WindowNotFound";

  constructor(id: string) {
    super("window-not-found", `No maintenance window has the id "${id}".`);
  }
}

/** As many windows are planned as may, and none of them has ended. */
export class TooManyWindows extends MaintenanceRequestError {
  override readonly name = "TooManyWindows";

  constructor(windowsMax: number) {
    super("too-many-windows", `${windowsMax} maintenance windows are planned already: remove one first.`);
  }
}
