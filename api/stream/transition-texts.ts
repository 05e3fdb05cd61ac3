import type { TransitionRow } from "../../telemetry/journal.ts";
import type { ApiContext } from "../context.ts";
import { briefTransition } from "../views/brief-alarm.ts";
import { presentTransition, type TransitionView } from "../views/transition-view.ts";
import type { TransitionJson } from "./client.ts";

interface Known {
  readonly view: TransitionView;
  /** The same for all who see the alarm. */
  readonly isForAll: boolean;
  whole?: string;
  brief?: string;
}

const jsonOf = (view: TransitionView, isBrief: boolean): string =>
  JSON.stringify(isBrief ? briefTransition(view) : view);

/** Transitions of one round as JSON: made once for all who may see the whole alarm, and for each who may not. */
export const transitionTexts = ({
  alarms,
  inventory,
}: Pick<ApiContext, "inventory"> & {
  readonly alarms: Pick<ApiContext["alarms"], "get">;
}): TransitionJson => {
  const rounds = new Map<TransitionRow, Known>();
  const knownOf = (row: TransitionRow): Known => {
    const known = rounds.get(row);
    if (known !== undefined) return known;
    const view = presentTransition(row, inventory());
    const made = { view, isForAll: view.alarm.cause === null && view.alarm.impact === null };
    rounds.set(row, made);
    return made;
  };
  return (row, sight, isBrief) => {
    const known = knownOf(row);
    if (sight.isWhole || known.isForAll) {
      const form = isBrief ? "brief" : "whole";
      known[form] ??= jsonOf(known.view, isBrief);
      return known[form];
    }
    const viewer = { sight, alarmOf: (id: string) => alarms.get(id) };
    return jsonOf(presentTransition(row, inventory(), viewer), isBrief);
  };
};
