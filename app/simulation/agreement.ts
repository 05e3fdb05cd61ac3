import type { CauseClass } from "../../alerts/outages/outage.ts";
import { lostNodeMinutes } from "../../firmware-sim/scenarios/lost-minutes.ts";
import type { Truth } from "../../firmware-sim/scenarios/truth.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { SeenOutage } from "../evaluation/outage-sight.ts";

/** Lost minutes of one cause, summed over nodes. */
export interface AgreementRow {
  readonly causeClass: string;
  readonly trueMinutes: number;
  readonly ledgerMinutes: number;
  /** Of the true minutes; of all true minutes where there are none of this cause. */
  readonly difference: number;
}

/** How well the ledger of the platform agrees with what really happened. */
export interface Agreement {
  readonly rows: readonly AgreementRow[];
  /** The largest difference of a cause, 0.01 is one in a hundred. */
  readonly worst: number;
}

/** The largest difference of a cause that is wanted. */
export const shareWanted = 0.01;

const classes: readonly CauseClass[] = ["power", "transmission", "equipment", "planned", "unknown"];

/** Holds the ledger against the truth, cause by cause. */
export const agreementOf = (
  truth: Pick<Truth, "fromMs" | "toMs" | "lostNodeMinutes">,
  outages: readonly Omit<SeenOutage, "confirmedBy">[],
  inventory: Inventory,
): Agreement => {
  const ended = outages.map((outage) => ({
    ...outage,
    fromMs: Math.max(outage.fromMs, truth.fromMs),
    toMs: Math.min(outage.toMs ?? truth.toMs, truth.toMs),
  }));
  const found = lostNodeMinutes(
    ended.filter(({ fromMs, toMs }) => toMs > fromMs),
    inventory,
  );
  const all = Object.values(truth.lostNodeMinutes).reduce((sum, minutes) => sum + minutes, 0);
  const rows = classes.map((causeClass) => {
    const trueMinutes = truth.lostNodeMinutes[causeClass] ?? 0;
    const ledgerMinutes = found.get(causeClass) ?? 0;
    const apart = Math.abs(ledgerMinutes - trueMinutes);
    const against = trueMinutes > 0 ? trueMinutes : all;
    return { causeClass, trueMinutes, ledgerMinutes, difference: apart === 0 ? 0 : apart / against };
  });
  return { rows, worst: Math.max(...rows.map(({ difference }) => difference)) };
};
