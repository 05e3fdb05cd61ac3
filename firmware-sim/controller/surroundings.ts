import type { BehaviourAction, TransportFault } from "../behaviours/behaviour.ts";
import type { TimeSurroundings } from "./device-clock.ts";

/** What the behaviours of a site mean for its controller and for its way to the platform. */
export interface Surroundings {
  readonly isLineCut: boolean;
  readonly isHalfOpen: boolean;
  readonly isFirmwareHung: boolean;
  readonly time: TimeSurroundings;
  readonly transport: readonly TransportFault[];
}

/** Reads them out of what the behaviours do at an instant; a time server is behind the same line as the platform. */
export const surroundingsOf = (actions: readonly BehaviourAction[]): Surroundings => {
  const has = (kind: BehaviourAction["kind"]): boolean => actions.some((action) => action.kind === kind);
  const isLineCut = has("cut-line");
  return {
    isLineCut,
    isHalfOpen: has("half-open"),
    isFirmwareHung: has("firmware-hung"),
    time: {
      hasTimeServer: !isLineCut && !has("time-lost"),
      offByMs: actions.reduce((sum, action) => sum + (action.kind === "clock-off" ? action.aheadMs : 0), 0),
    },
    transport: actions.flatMap((action) => (action.kind === "transport" ? [action.fault] : [])),
  };
};
