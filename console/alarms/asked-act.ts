import { signal } from "@preact/signals";
import type { BriefAlarmView } from "../../api/contract.ts";
import type { ActKind } from "./alarm-acts.ts";

/** An act that still needs words from the person: its window is open. */
export interface AskedAct {
  readonly kind: ActKind;
  readonly alarms: readonly BriefAlarmView[];
}

/** The act whose window is open; null when none is. */
export const askedAct = signal<AskedAct | null>(null);
