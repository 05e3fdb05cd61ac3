import { type Signal, signal } from "@preact/signals";
import type { DepartureView } from "../../api/contract.ts";
import { askAll } from "../request/request.ts";

const readEveryMs = 15_000;

/** Sites on battery in the order in which help must leave; null until they were read. */
export const departures: Signal<readonly DepartureView[] | null> = signal(null);

const read = async (): Promise<void> => {
  try {
    departures.value = await askAll<DepartureView>("/api/v1/dispatch");
  } catch {
    // What was read before stays; the wall turns grey by itself when the platform is silent.
  }
};

/** Keeps `departures` as the platform has them; gives back how to stop. */
export const keepDepartures = (): (() => void) => {
  void read();
  const timer = setInterval(read, readEveryMs);
  return () => clearInterval(timer);
};
