import type { Rule } from "../alerts/rules/rule.ts";
import type { RulesFile, RulesReload } from "../api/context.ts";
import type { Act, JournalRows } from "../telemetry/journal.ts";
import type { ConfigurationFault } from "./start-refused.ts";

/** What the desk of rules works with. */
interface RulesDeskParts {
  /** Reads the files anew. */
  readonly read: () => {
    readonly rules: readonly Rule[];
    readonly faults: readonly ConfigurationFault[];
  };
  readonly act: Act;
  /** Told of the rules that are in force from now on. */
  readonly changed: (rules: readonly Rule[]) => void;
}

const faultOf = ({ file, path, value, message, fix }: ConfigurationFault) => ({
  path: `${file}: ${path}`,
  value,
  message,
  fix,
});

/** Holds the rules in force; files with an error leave the old ones there. */
export class RulesDesk implements RulesFile {
  readonly #parts: RulesDeskParts;
  #rules: readonly Rule[];

  constructor(rules: readonly Rule[], parts: RulesDeskParts) {
    this.#rules = rules;
    this.#parts = parts;
  }

  get current(): readonly Rule[] {
    return this.#rules;
  }

  /**
   * Reads the rule files anew; with any error nothing changes. `record` is durable before the rules change: no change
   * is without its entry in the audit log. Rejects, with nothing changed, while the journal takes nothing.
   */
  async reload(record: (rows: JournalRows, nowMs: number) => void): Promise<RulesReload> {
    const { rules, faults } = this.#parts.read();
    if (faults.length > 0) return { ok: false, faults: faults.map(faultOf) };
    await this.#parts.act(record);
    this.#rules = rules;
    this.#parts.changed(rules);
    return { ok: true, rules: rules.length };
  }
}
