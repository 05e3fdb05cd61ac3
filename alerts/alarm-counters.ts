/** Figures for `/metrics`. */
export interface AlarmCounters {
  readonly active: number;
  readonly known: number;
  readonly conditions: number;
  readonly transitions: number;
  readonly notifications: number;
  readonly lateReadings: number;
  readonly raisesRefused: number;
  readonly deviceTypesRefused: number;
}
