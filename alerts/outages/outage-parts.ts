import { backfillLagMsMin } from "../limits.ts";
import type { Outage } from "./outage.ts";

/** A part of an outage in which the site was alive and out of reach, or off itself; ms since 1970 UTC. */
export interface OutagePart {
  readonly fromMs: number;
  readonly toMs: number;
  readonly isAlive: boolean;
}

type Ended = Pick<Outage, "fromMs"> & { readonly toMs: number };

/** Stretches between two signs of life that lie close together, and those between two that don't. */
const stretches = ({ fromMs, toMs }: Ended, times: readonly number[], silenceMs: number): OutagePart[] => {
  const inside = times.filter((atMs) => atMs > fromMs && atMs < toMs).sort((one, other) => one - other);
  const parts: OutagePart[] = [];
  let beginsMs = fromMs;
  for (const atMs of [...inside, toMs]) {
    const isAlive = atMs - beginsMs <= silenceMs;
    const last = parts.at(-1);
    if (last?.isAlive === true && isAlive) parts[parts.length - 1] = { ...last, toMs: atMs };
    else parts.push({ fromMs: beginsMs, toMs: atMs, isAlive });
    beginsMs = atMs;
  }
  return parts;
};

const joined = (parts: readonly OutagePart[]): readonly OutagePart[] => {
  const whole: OutagePart[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last?.isAlive === part.isAlive) whole[whole.length - 1] = { ...last, toMs: part.toMs };
    else whole.push(part);
  }
  return whole;
};

/**
 * Divides an outage by readings that came late: where they follow each other as the device reports, the site was alive
 * and out of reach; where a device that kept those kept none, it was off. A sign of life shorter than what counts as
 * silence, three periods and two seconds, is no life: something that stops, or boots. Silence is never shorter than
 * what is too little late to be heard here: of the last moments of an outage nobody tells. Null when there is nothing
 * to divide.
 */
export const partsOf = (
  outage: Ended,
  times: readonly number[],
  periodMs: number,
): readonly OutagePart[] | null => {
  const silenceMs = Math.max(3 * periodMs, backfillLagMsMin + periodMs) + 2_000;
  const found = stretches(outage, times, silenceMs).map((part) =>
    part.toMs - part.fromMs > silenceMs ? part : { ...part, isAlive: false },
  );
  const parts = joined(found);
  if (parts.length < 2) return null;
  // It was off some time within the period that followed the last reading.
  return parts.map((part, place) => {
    const later = Math.round(periodMs / 2);
    const fromMs = part.fromMs + (!part.isAlive && place > 0 ? later : 0);
    return { ...part, fromMs, toMs: part.toMs + (part.isAlive && place < parts.length - 1 ? later : 0) };
  });
};
