import type { BehaviourAction, Condition } from "../behaviours/behaviour.ts";

/** A sensor that says something else than the truth. */
export type Replacement = BehaviourAction & { readonly kind: "replace" };

/** What behaviours do to a site at one instant, all together. */
export interface Influence {
  readonly conditions: ReadonlySet<Condition>;
  readonly linksDown: ReadonlySet<string>;
  readonly feedsLost: ReadonlySet<string>;
  readonly replaced: readonly Replacement[];
  readonly rectifiersFailed: number;
  /** What mains is held at; null when it is as it is. */
  readonly mainsVolts: number | null;
  readonly warmerCelsius: number;
  readonly extraLoadWatts: number;
  /** Millimetres an hour by microwave node. */
  readonly rain: ReadonlyMap<string, number>;
  /** Decibels by node that receives a fibre. */
  readonly fibreLoss: ReadonlyMap<string, number>;
}

/** Nothing happens. */
export const calm: Influence = {
  conditions: new Set(),
  linksDown: new Set(),
  feedsLost: new Set(),
  replaced: [],
  rectifiersFailed: 0,
  mainsVolts: null,
  warmerCelsius: 0,
  extraLoadWatts: 0,
  rain: new Map(),
  fibreLoss: new Map(),
};

const nodesOf = (actions: readonly BehaviourAction[], kind: "link-down" | "feed-lost"): ReadonlySet<string> =>
  new Set(actions.flatMap((action) => (action.kind === kind ? [action.node] : [])));

const sumOf = (
  actions: readonly BehaviourAction[],
  amount: (action: BehaviourAction) => number | null,
): number => actions.reduce((sum, action) => sum + (amount(action) ?? 0), 0);

const sumsByNode = (
  actions: readonly BehaviourAction[],
  entry: (action: BehaviourAction) => readonly [string, number] | null,
): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const action of actions) {
    const found = entry(action);
    if (found !== null) sums.set(found[0], (sums.get(found[0]) ?? 0) + found[1]);
  }
  return sums;
};

/** The influence of these actions; those of one kind add up, of voltages the lowest holds. */
export const influenceOf = (actions: readonly BehaviourAction[]): Influence => {
  if (actions.length === 0) return calm;
  const volts = actions.flatMap((action) => (action.kind === "mains-voltage" ? [action.volts] : []));
  return {
    conditions: new Set(actions.flatMap((action) => (action.kind === "condition" ? [action.condition] : []))),
    linksDown: nodesOf(actions, "link-down"),
    feedsLost: nodesOf(actions, "feed-lost"),
    replaced: actions.filter((action) => action.kind === "replace"),
    rectifiersFailed: sumOf(actions, (action) => (action.kind === "rectifiers-failed" ? action.count : null)),
    mainsVolts: volts.length === 0 ? null : Math.min(...volts),
    warmerCelsius: sumOf(actions, (action) => (action.kind === "ambient" ? action.warmerCelsius : null)),
    extraLoadWatts: sumOf(actions, (action) => (action.kind === "extra-load" ? action.watts : null)),
    rain: sumsByNode(actions, (action) =>
      action.kind === "rain" ? [action.node, action.millimetresAnHour] : null,
    ),
    fibreLoss: sumsByNode(actions, (action) =>
      action.kind === "fibre-loss" ? [action.node, action.decibels] : null,
    ),
  };
};
