import type { Root } from "./fault.ts";
import type { Occurrence, Outcome } from "./play.ts";
import type { Scenario } from "./scenario.ts";

/** Within this time of its own alarm's raise a root has to be named. */
const namedWithinMs = 30_000;

/** What is to be said of one root. */
interface RootVerdict {
  readonly root: Root;
  /** Why it was not named in time; null when it was. */
  readonly fault: string | null;
  /** How often its story was told as a new problem, under whatever name. */
  readonly told: number;
  /** From the raise of the first alarm that names it to the telling, new or updated; null when it never was. */
  readonly namedAfterMs: number | null;
  /** It was told as a new problem under a name of its own. */
  readonly isToldRight: boolean;
}

/** What is to be said of a scenario. */
export interface Verdict {
  readonly seed: string;
  readonly kind: string;
  readonly roots: readonly RootVerdict[];
  /** Problems told, and those of them that name a root for the first time. */
  readonly told: number;
  readonly toldRight: number;
  /** Alarms that explain nothing and are no root: what was told or stood unexplained besides. */
  readonly symptoms: number;
  readonly symptomsExplained: number;
  /** Alarms that still stand when all is mended. */
  readonly stuck: readonly string[];
}

const isOf = (root: Root, { name, raisedAtMs }: Occurrence, mendedMs: number): boolean =>
  root.accepted.has(name) && raisedAtMs >= root.startMs && raisedAtMs <= mendedMs + namedWithinMs;

/** Null while it is explained in time by one of the roots' alarms, or was over before; else what is wrong. */
const unexplained = (
  symptom: Occurrence,
  rootIds: ReadonlySet<string>,
  detectedMs: number,
): string | null => {
  const limitMs = Math.max(symptom.raisedAtMs, detectedMs) + namedWithinMs;
  if (symptom.clearedAtMs !== null && symptom.clearedAtMs <= limitMs) return null;
  const inTime = symptom.causes.findLast(({ atMs }) => atMs <= limitMs);
  if (inTime?.cause != null && rootIds.has(inTime.cause)) return null;
  return `${symptom.name} is ${inTime?.cause == null ? "not explained" : "explained by another alarm"}`;
};

class Judge {
  readonly #scenario: Scenario;
  readonly #outcome: Outcome;
  /** Occurrences that name some root. */
  readonly #named: ReadonlySet<Occurrence>;

  constructor(scenario: Scenario, outcome: Outcome) {
    this.#scenario = scenario;
    this.#outcome = outcome;
    this.#named = new Set(
      outcome.occurrences.filter((each) =>
        scenario.roots.some((root) => isOf(root, each, scenario.mendedMs)),
      ),
    );
  }

  #namesOf(root: Root): readonly Occurrence[] {
    return this.#outcome.occurrences.filter((each) => isOf(root, each, this.#scenario.mendedMs));
  }

  /** Alarms that name no root, at sites that this one affects, from its beginning on. */
  symptomsOf(root: Root): readonly Occurrence[] {
    return this.#outcome.occurrences.filter(
      (each) =>
        !this.#named.has(each) &&
        each.raisedAtMs >= root.startMs &&
        [...root.affected].some((site) => site === each.site),
    );
  }

  /** Roots that may explain a symptom: all that affect its site. */
  #explainers(symptom: Occurrence): ReadonlySet<string> {
    const { roots } = this.#scenario;
    const able = roots.filter(({ affected }) => [...affected].some((site) => site === symptom.site));
    return new Set(able.flatMap((root) => this.#namesOf(root).map(({ id }) => id)));
  }

  verdictOf(root: Root): RootVerdict {
    const names = this.#namesOf(root);
    const detectedMs = Math.min(...names.map(({ raisedAtMs }) => raisedAtMs));
    const ids = new Set([...names, ...this.symptomsOf(root)].map(({ id }) => id));
    const nameIds = new Set(names.map(({ id }) => id));
    const since = this.#outcome.told.filter(({ atMs }) => atMs >= root.startMs);
    const naming = since.filter(({ alarm }) => nameIds.has(alarm));
    const [first] = naming;
    const namedAfterMs = first === undefined ? null : first.atMs - detectedMs;
    const wrong = this.symptomsOf(root).flatMap(
      (each) => unexplained(each, this.#explainers(each), detectedMs) ?? [],
    );
    const fault =
      namedAfterMs === null
        ? names.length === 0
          ? "no alarm names it"
          : "not told"
        : namedAfterMs > namedWithinMs
          ? `told after ${Math.round(namedAfterMs / 1_000)} s`
          : (wrong[0] ?? null);
    return {
      root,
      fault,
      told: since.filter(({ alarm, isNew }) => isNew && ids.has(alarm)).length,
      namedAfterMs,
      isToldRight: naming.some(({ isNew }) => isNew),
    };
  }

  verdict(): Verdict {
    const { seed, kind, roots: truth } = this.#scenario;
    const { told, occurrences } = this.#outcome;
    const roots = truth.map((root) => this.verdictOf(root));
    const symptoms = new Set(truth.flatMap((root) => this.symptomsOf(root)));
    const explained = [...symptoms].filter((each) => unexplained(each, this.#explainers(each), 0) === null);
    return {
      seed,
      kind,
      roots,
      told: told.filter(({ isNew }) => isNew).length,
      toldRight: roots.filter(({ isToldRight }) => isToldRight).length,
      symptoms: symptoms.size,
      symptomsExplained: explained.length,
      stuck: occurrences.filter(({ clearedAtMs }) => clearedAtMs === null).map(({ name }) => name),
    };
  }
}

/** Holds what the platform made of a scenario against the truth. */
export const judge = (scenario: Scenario, outcome: Outcome): Verdict =>
  new Judge(scenario, outcome).verdict();
