import type { BriefAlarmView } from "../../api/contract.ts";
import type { KeyAction } from "../keys/key-map.ts";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { goTo } from "../router/place.ts";
import { actOn, mayDo, undoable, undoLast } from "./act-desk.ts";
import { searchFieldId } from "./alarm-filters.tsx";
import { askedAct } from "./asked-act.ts";
import type { ListRow } from "./list-row.ts";
import { currentId, isFocused, selected, toggled, unfolded } from "./list-state.ts";

/** What keys look at. */
export interface KeyContext {
  readonly rows: readonly ListRow[];
  /** What acts are done to: the selected alarms, else the current one. */
  readonly targets: readonly BriefAlarmView[];
  readonly showHelp: () => void;
  readonly mute: () => void;
}

const step = ({ rows }: KeyContext, by: 1 | -1): boolean => {
  const at = rows.findIndex(({ alarm }) => alarm.id === currentId.peek());
  const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by));
  const row = rows[next];
  if (row === undefined) return false;
  // The keyboard is in the list from the first step on: rows hold still from now.
  isFocused.value = true;
  currentId.value = row.alarm.id;
  return true;
};

const undo = ({ targets }: KeyContext): boolean => {
  if (undoable.peek() !== null) {
    void undoLast();
    return true;
  }
  const acknowledged = targets.filter(({ operatorState }) => operatorState !== "none");
  if (acknowledged.length === 0 || !mayDo("unacknowledge")) return false;
  void actOn({ kind: "unacknowledge", note: null }, acknowledged);
  return true;
};

const acknowledge = ({ targets }: KeyContext): boolean => {
  const open = targets.filter(({ operatorState }) => operatorState === "none");
  if (!mayDo("acknowledge") || open.length === 0) return false;
  void actOn({ kind: "acknowledge", note: null }, open);
  return true;
};

const ask =
  (kind: "shelve" | "comment") =>
  ({ targets }: KeyContext): boolean => {
    if (!mayDo(kind) || targets.length === 0) return false;
    askedAct.value = { kind, alarms: targets };
    return true;
  };

const onCurrent =
  (act: (id: string) => void) =>
  ({ rows }: KeyContext): boolean => {
    const row = rows.find(({ alarm }) => alarm.id === currentId.peek());
    if (row === undefined) return false;
    act(row.alarm.id);
    return true;
  };

const always = (act: (context: KeyContext) => void) => (context: KeyContext) => {
  act(context);
  return true;
};

/** What each key does in the list; false: nothing, the key stays the browser's. */
export const listKeys: Readonly<Record<KeyAction, (context: KeyContext) => boolean>> = {
  next: (context) => step(context, 1),
  previous: (context) => step(context, -1),
  open: onCurrent((id) => goTo(fillPath(pagePaths.alarm, { id }))),
  acknowledge,
  shelve: ask("shelve"),
  note: ask("comment"),
  select: onCurrent((id) => {
    selected.value = toggled(selected.peek(), id);
  }),
  undo,
  search: always(() => document.getElementById(searchFieldId)?.focus()),
  fold: onCurrent((id) => {
    unfolded.value = toggled(unfolded.peek(), id);
  }),
  mute: always(({ mute }) => mute()),
  help: always(({ showHelp }) => showHelp()),
};
