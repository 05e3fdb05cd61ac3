/** One thing that keeps the platform from starting. */
export interface ConfigurationFault {
  readonly file: string;
  /** Dotted path of the key; empty for the file as a whole. */
  readonly path: string;
  readonly value: string | null;
  readonly message: string;
  readonly fix: string;
}

/** The configuration, the rules or the inventory are wrong: nothing was started, exit code 2. */
export class StartRefused extends Error {
  override readonly name = "StartRefused";
  readonly faults: readonly ConfigurationFault[];

  constructor(faults: readonly ConfigurationFault[]) {
    super(`${faults.length} faults keep the platform from starting`);
    this.faults = faults;
  }
}

/** Faults as text for people, two lines each: where and what, then the fix. */
export const formatFaults = (faults: readonly ConfigurationFault[]): string =>
  faults
    .map(({ file, path, value, message, fix }) => {
      const shown = value === null ? "" : ` (found ${value})`;
      return `${file}: ${path === "" ? "" : `${path}: `}${message}${shown}\n    fix: ${fix}`;
    })
    .join("\n");
