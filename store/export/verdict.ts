/** What an answer that is not success says of what was sent. */
export type Verdict =
  /** Some of the lines are at fault. */
  | "lines"
  /** The body is too large. */
  | "size"
  /** Nothing of it: the server is away, busy or broken, and will take it later. */
  | "later"
  /** Nothing will be taken until somebody changes something: token, bucket, address. */
  | "stopped";

/** Kinds of failures, for counters and logs. */
export const failureKinds = [
  "unreachable",
  "silent",
  "busy",
  "failing",
  "denied",
  "missing",
  "unexpected",
  "refused",
  "journal",
] as const;
/** One of `failureKinds`. */
export type FailureKind = (typeof failureKinds)[number];

/**
 * What a status means. 400 and 422 also answer a body of which a part was stored, 201 says so (InfluxDB 3): none of
 * them is success. Source: InfluxDB 2 API, POST /api/v2/write.
 */
export const verdictOf = (status: number | null): Verdict => {
  if (status === 400 || status === 422 || status === 201) return "lines";
  if (status === 413) return "size";
  if (status === null || status >= 500 || status === 408 || status === 425 || status === 429) return "later";
  return "stopped";
};

/** The kind under which a failure is counted; `silent` when there was no answer in time. */
export const failureKindOf = (status: number | null, silent: boolean): FailureKind => {
  if (status === null) return silent ? "silent" : "unreachable";
  if (status === 429 || status === 503) return "busy";
  if (status >= 500 || status === 408 || status === 425) return "failing";
  if (status === 401 || status === 403) return "denied";
  if (status === 404) return "missing";
  return verdictOf(status) === "lines" ? "refused" : "unexpected";
};

/** How many lines a partial write says it dropped; null when it does not say. */
const droppedOf = (message: string): number | null => {
  const [, dropped] = /dropped=(\d+)/.exec(message) ?? [];
  return dropped === undefined ? null : Number(dropped);
};

/** True when all of them lie before what the bucket keeps: nobody's mistake, and no attempt will change it. */
export const isPastRetention = (message: string, lines: number): boolean =>
  /retention/i.test(message) && droppedOf(message) === lines;
