import type { TransportFault } from "../behaviours/behaviour.ts";
import type { Random } from "../random.ts";

/** Sends one copy of a publish after this time. */
export interface SendAction {
  readonly kind: "send";
  readonly afterMs: number;
}

/**
 * What becomes of one publish on a way with these faults: the copies that are really sent. None when it is dropped,
 * and then it has no PUBACK either.
 */
export const transportStep = (faults: readonly TransportFault[], random: Random): readonly SendAction[] => {
  let afterMs = 0;
  let copies = 1;
  for (const fault of faults) {
    if (fault.kind === "delay") afterMs += fault.delayMs;
    else if (random() >= fault.share) continue;
    else if (fault.kind === "drop") copies = 0;
    else if (fault.kind === "duplicate") copies *= 2;
    else afterMs += random() * fault.withinMs;
  }
  return Array.from({ length: copies }, () => ({ kind: "send", afterMs }));
};
