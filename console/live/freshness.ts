import { computed, signal } from "@preact/signals";
import { now } from "../time/server-clock.ts";

/** A board without a heartbeat for so long is shown grey: nothing on it may be taken for the present. */
export const staleAfterMs = 15_000;

/** The last sign of life: the platform's time in it, and this browser's steady clock then. */
export const lastBeat = signal<{ readonly serverAt: string; readonly steadyMs: number } | null>(null);

/** Whether what is on the screen may be old. False until the first sign of life. */
export const isStale = computed(() => {
  const beat = lastBeat.value;
  // Read for its renewal each second.
  return beat !== null && now.value > 0 && performance.now() - beat.steadyMs > staleAfterMs;
});
