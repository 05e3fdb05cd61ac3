import type { Verdict } from "./judge.ts";

/** What all scenarios together say. Shares are from 0 to 1. */
export interface Summary {
  readonly scenarios: number;
  readonly roots: number;
  /** Scenarios whose roots were all named in time, with everything that they explain. */
  readonly scenariosNamed: number;
  /** The same of single roots. */
  readonly rootsNamed: number;
  /** Of the problems told, those that name a root for the first time. */
  readonly precision: number;
  /** Roots of which exactly one problem was told. */
  readonly toldOnce: number;
  readonly symptoms: number;
  readonly symptomsExplained: number;
  /** Alarms that stand though everything is mended. */
  readonly stuck: number;
  /** From the raise of its own alarm to the telling, of the roots that were told; seconds. */
  readonly namedAfterSeconds: { readonly p50: number; readonly p95: number; readonly most: number };
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

/** Adds the verdicts up. */
export const summarize = (verdicts: readonly Verdict[]): Summary => {
  const sum = (figure: (verdict: Verdict) => number): number =>
    verdicts.reduce((total, verdict) => total + figure(verdict), 0);
  const roots = verdicts.flatMap((verdict) => verdict.roots);
  const named = verdicts.filter((verdict) => verdict.roots.every(({ fault }) => fault === null));
  const delays = roots
    .flatMap(({ namedAfterMs }) => (namedAfterMs === null ? [] : [namedAfterMs / 1_000]))
    .sort((one, other) => one - other);
  const at = (quantile: number): number => delays[Math.floor((delays.length - 1) * quantile)] ?? 0;
  return {
    scenarios: verdicts.length,
    roots: roots.length,
    scenariosNamed: share(named.length, verdicts.length),
    rootsNamed: share(roots.filter(({ fault }) => fault === null).length, roots.length),
    precision: share(
      sum(({ toldRight }) => toldRight),
      sum(({ told }) => told),
    ),
    toldOnce: share(roots.filter(({ told }) => told === 1).length, roots.length),
    symptoms: sum(({ symptoms }) => symptoms),
    symptomsExplained: share(
      sum(({ symptomsExplained }) => symptomsExplained),
      sum(({ symptoms }) => symptoms),
    ),
    stuck: sum(({ stuck }) => stuck.length),
    namedAfterSeconds: { p50: at(0.5), p95: at(0.95), most: at(1) },
  };
};

/** One line on each thing that went wrong in a scenario. */
export const complaints = ({ seed, kind, roots, stuck }: Verdict): readonly string[] => [
  ...roots.flatMap(({ root, fault, told }) => [
    ...(fault === null ? [] : [`seed ${seed} ${kind}: ${root.name} ${[...root.accepted][0]}: ${fault}`]),
    ...(told === 1
      ? []
      : [`seed ${seed} ${kind}: ${root.name} ${[...root.accepted][0]}: told ${told} times`]),
  ]),
  ...stuck.map((name) => `seed ${seed} ${kind}: ${name} stands though everything is mended`),
];
