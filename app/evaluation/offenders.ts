import { chatterChangesMin, evaluationLimits, floodPeriodMs } from "./limits.ts";

/** Whose figures. */
export interface OffenderIdentity {
  readonly site: string;
  readonly node: string;
  readonly type: string;
}

/** How often something raised alarms. */
export interface Offender extends OffenderIdentity {
  /** Raised in the recording; 0 where readings were recorded. */
  readonly recorded: number;
  /** Raised by the rules. */
  readonly raised: number;
  /** Five changes or more within ten minutes, in the recording or, of readings, by the rules. */
  readonly chattering: boolean;
}

interface Entry extends OffenderIdentity {
  recorded: number;
  raised: number;
  chattering: boolean;
  /** Times of the last changes, oldest first. */
  changedAtMs: readonly number[];
}

/** Figures of each identity (site, node, type). */
export class Offenders {
  readonly #entries = new Map<string, Entry>();
  /** Changes of identities beyond `identitiesMax`: counted in the sums alone. */
  beyondLimit = 0;

  count(figure: "recorded" | "raised", identity: OffenderIdentity): void {
    const entry = this.#entry(identity);
    if (entry !== null) entry[figure]++;
  }

  /** A raise or a clear, told in the order of time. */
  changed(identity: OffenderIdentity, atMs: number): void {
    const entry = this.#entry(identity);
    if (entry === null || entry.chattering) return;
    entry.changedAtMs = [...entry.changedAtMs, atMs].slice(-chatterChangesMin);
    const [first = 0] = entry.changedAtMs;
    entry.chattering = entry.changedAtMs.length === chatterChangesMin && atMs - first <= floodPeriodMs;
  }

  get chattering(): number {
    return [...this.#entries.values()].filter((entry) => entry.chattering).length;
  }

  /** The worst first: by what was recorded, then by what the rules made of it. */
  top(): readonly Offender[] {
    return [...this.#entries.values()]
      .sort((one, other) => other.recorded - one.recorded || other.raised - one.raised)
      .slice(0, evaluationLimits.offendersListedMax)
      .map(({ site, node, type, recorded, raised, chattering }) => ({
        site,
        node,
        type,
        recorded,
        raised,
        chattering,
      }));
  }

  #entry({ site, node, type }: OffenderIdentity): Entry | null {
    const key = `${site}/${node}/${type}`;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    if (this.#entries.size >= evaluationLimits.identitiesMax) {
      this.beyondLimit++;
      return null;
    }
    const entry: Entry = { site, node, type, recorded: 0, raised: 0, chattering: false, changedAtMs: [] };
    this.#entries.set(key, entry);
    return entry;
  }
}
