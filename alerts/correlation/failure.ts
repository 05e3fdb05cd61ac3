import type { Bilingual } from "../alarm.ts";
import type { Fact } from "./fact.ts";
import { type Broken, noPathWords } from "./words.ts";

/** An element of the network that is out of service, and the alarm that says so. */
export interface Failure {
  readonly fact: Fact;
  readonly nodes: readonly number[];
  /** The link that is cut; -1 when nodes are. */
  readonly link: number;
  readonly describe: () => Broken;
  /** How sure it is that what lost its path lost it by this, 0 to 1. */
  readonly confidence: number;
  /** Vertices that lost their path when it failed. */
  lost: readonly number[];
  /** Other failures without which what it took along would still have a path. */
  others: readonly Failure[];
  /** Why it explains what is behind it; null until somebody asks. */
  reason: Bilingual | null;
}

/** A failure that has taken nothing along yet. */
export const failureOf = (
  given: Pick<Failure, "fact" | "nodes" | "link" | "describe" | "confidence">,
): Failure => ({ ...given, lost: [], others: [], reason: null });

/** "no path to a core node: …", with all that takes part in it. */
export const noPathBy = (failure: Failure): Bilingual => {
  failure.reason ??= noPathWords([failure, ...failure.others].map(({ describe }) => describe()));
  return failure.reason;
};
