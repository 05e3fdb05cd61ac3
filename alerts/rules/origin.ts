/** A rule or an override as written. */
export type RawRule = Readonly<Record<string, unknown>>;

/** A rule as written, and where. */
export interface RuleOrigin {
  readonly file: string;
  readonly raw: RawRule;
}

/** An override as written, and where. */
export interface OverrideOrigin {
  readonly file: string;
  readonly index: number;
  readonly raw: RawRule;
}
