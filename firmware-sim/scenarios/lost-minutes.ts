import type { Inventory } from "../../inventory/inventory.ts";

/** A time in which a site (`node` null) or one node of it was out, and why; ms since 1970 UTC. */
export interface LostTime<Class extends string> {
  readonly site: string;
  readonly node: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly causeClass: Class;
}

const minuteMs = 60_000;

const lengthOf = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): number =>
  Math.max(0, toMs - fromMs);

/**
 * Minutes that nodes were out, by cause, summed over all nodes of the inventory. A node is out when itself or its site
 * is; where both are, its own cause counts. Outages of one subject must not overlap.
 */
export const lostNodeMinutes = <Class extends string>(
  times: readonly LostTime<Class>[],
  inventory: Inventory,
): ReadonlyMap<Class, number> => {
  const sums = new Map<Class, number>();
  const add = (causeClass: Class, ms: number): void => {
    sums.set(causeClass, (sums.get(causeClass) ?? 0) + ms / minuteMs);
  };
  for (const time of times) {
    if (time.node !== null) {
      add(time.causeClass, lengthOf(time));
      continue;
    }
    add(time.causeClass, lengthOf(time) * inventory.nodesOf(time.site).length);
    for (const own of times) {
      if (own.node === null || own.site !== time.site) continue;
      const fromMs = Math.max(own.fromMs, time.fromMs);
      add(time.causeClass, -lengthOf({ fromMs, toMs: Math.min(own.toMs, time.toMs) }));
    }
  }
  return sums;
};
