import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorPlaces } from "../alerts/rules/error-place.ts";
import type { Rule } from "../alerts/rules/rule.ts";
import type { RuleError } from "../alerts/rules/rule-error.ts";
import { readRuleTests } from "../alerts/rules/test-file.ts";
import { runRuleTest } from "../alerts/rules/test-run.ts";
import { describeFrom } from "../alerts/site-description.ts";
import { administrationLimits } from "../api/administration-limits.ts";
import type {
  DryRunOutcome,
  RuleBook,
  RuleCheck,
  RuleFileText,
  RuleText,
  RuleTextFault,
  RuleWrite,
  TextChange,
} from "../api/rule-book.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Act, JournalRows } from "../telemetry/journal.ts";
import type { Configuration } from "./configuration.ts";
import { replaceFile } from "./durable-file.ts";
import { loadRulesFor, ownRulesFolder, ruleFaults, ruleFilesBy } from "./knowledge.ts";
import { plannedNumberOf } from "./planned-number.ts";
import type { RulesDesk } from "./rules-desk.ts";
import { type DryRunParts, dryRunRules } from "./rules-dry-run.ts";

/** What the book works with. */
export interface RuleBookParts extends Pick<DryRunParts, "journal" | "catalog"> {
  readonly configuration: Pick<Configuration, "rules" | "data">;
  readonly folder: string;
  readonly desk: Pick<RulesDesk, "current" | "reload">;
  readonly act: Act;
  readonly inventory: () => Inventory;
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const linesNotIn = (text: string, other: string): number => {
  const left = new Map<string, number>();
  for (const line of other.split("\n")) left.set(line, (left.get(line) ?? 0) + 1);
  return text.split("\n").filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  }).length;
};

const changeOf = (before: string, after: string): TextChange => ({
  linesAdded: linesNotIn(after, before),
  linesRemoved: linesNotIn(before, after),
});

/** A text without a name is read last: no name of a file comes after it. */
const nameless = "~.yaml";

interface Tried {
  readonly rules: readonly Rule[];
  readonly errors: readonly RuleTextFault[];
  readonly path: string;
  readonly texts: ReadonlyMap<string, string>;
}

/** The first errors as they are told, with their places in the text of the file at the path. */
const faultsOf = (errors: readonly RuleError[], path: string, text: string): readonly RuleTextFault[] => {
  if (errors.length === 0) return [];
  const placeOf = errorPlaces(text);
  return errors.slice(0, administrationLimits.ruleFaultsMax).map((error) => {
    const [fault] = ruleFaults([error]);
    const place = error.file === path ? placeOf(error) : null;
    return {
      name: error.file === path ? basename(path).replace(nameless, "") : basename(error.file),
      rule: error.rule,
      path: fault?.path ?? "",
      line: place?.line ?? null,
      column: place?.column ?? null,
      value: fault?.value ?? null,
      message: error.problem,
      fix: error.fix,
    };
  });
};

/** The rule files on the disk, and the platform's own among them, which it writes. */
export class RuleFiles implements RuleBook {
  readonly #parts: RuleBookParts;
  #isTrying = false;
  /** Settles when the write under way is over; never rejects. */
  #written: Promise<unknown> = Promise.resolve();

  constructor(parts: RuleBookParts) {
    this.#parts = parts;
  }

  files(): readonly RuleFileText[] {
    const { shipped, configured, own } = this.#paths();
    const read = (origin: RuleFileText["origin"]) => (path: string) => {
      const text = readFileSync(path, "utf8");
      return { name: basename(path), origin, text, hash: hashOf(text) };
    };
    return [...shipped.map(read("shipped")), ...configured.map(read("configured")), ...own.map(read("own"))];
  }

  check(text: RuleText): RuleCheck {
    const { rules, errors, path, texts } = this.#try(text);
    if (errors.length > 0) return { rules: null, errors, tests: 0, failures: [] };
    const wrong: RuleError[] = [];
    const tests = readRuleTests([path], rules, wrong, texts);
    const failures = tests
      .flatMap((test) => runRuleTest(rules, test))
      .map(({ file: _file, ...rest }) => rest);
    const testErrors = faultsOf(wrong, path, text.text);
    return {
      rules: testErrors.length > 0 ? null : rules.length,
      errors: testErrors,
      tests: tests.length,
      failures,
    };
  }

  async dryRun(asked: Parameters<RuleBook["dryRun"]>[0]): Promise<DryRunOutcome> {
    const { rules, errors } = this.#try(asked);
    if (errors.length > 0) return { kind: "wrong", errors };
    if (this.#isTrying) return { kind: "busy" };
    this.#isTrying = true;
    try {
      const { desk, inventory } = this.#parts;
      const plan = { inForce: desk.current, proposed: rules, fromMs: asked.fromMs, toMs: asked.toMs };
      const report = await dryRunRules(plan, {
        ...this.#parts,
        describeSite: (code) => describeFrom(inventory(), code),
        plannedNumber: plannedNumberOf(inventory),
        elapsed: () => performance.now(),
      });
      return { kind: "done", report };
    } finally {
      this.#isTrying = false;
    }
  }

  write(...asked: Parameters<RuleBook["write"]>): Promise<RuleWrite> {
    const writing = this.#written.then(() => this.#write(...asked));
    this.#written = writing.catch(() => undefined);
    return writing;
  }

  async #write(
    { name, text, hash }: { readonly name: string; readonly text: string; readonly hash: string | null },
    record: (rows: JournalRows, nowMs: number, change: TextChange) => void,
  ): Promise<RuleWrite> {
    const own = this.files().filter(({ origin }) => origin === "own");
    const before = own.find((file) => file.name === name);
    if ((before?.hash ?? null) !== hash) return { kind: "changed", hash: before?.hash ?? null };
    const filesMax = administrationLimits.ownRuleFilesMax;
    if (before === undefined && own.length >= filesMax) return { kind: "full", filesMax };
    const { errors, path } = this.#try({ name, text });
    if (errors.length > 0) return { kind: "wrong", errors };
    const { act, desk, configuration, folder } = this.#parts;
    await act((rows, nowMs) => record(rows, nowMs, changeOf(before?.text ?? "", text)));
    await mkdir(ownRulesFolder(configuration, folder), { recursive: true, mode: 0o750 });
    await replaceFile(path, text);
    const reloaded = await desk.reload(() => undefined);
    const rules = reloaded.ok ? reloaded.rules : desk.current.length;
    return { kind: "written", hash: hashOf(text), rules };
  }

  #paths() {
    return ruleFilesBy(this.#parts.configuration, this.#parts.folder, []);
  }

  /** The rules as they would be with the text in its place. */
  #try({ text, name }: RuleText): Tried {
    const { configuration, folder, inventory } = this.#parts;
    const { shipped, configured, own } = this.#paths();
    const path = join(ownRulesFolder(configuration, folder), name ?? nameless);
    const texts = new Map([[path, text]]);
    const all = [...shipped, ...configured, ...[...new Set([...own, path])].sort()];
    const { rules, errors } = loadRulesFor(all, inventory(), texts);
    return { rules, errors: faultsOf(errors, path, text), path, texts };
  }
}
