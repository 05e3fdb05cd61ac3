/** One thing wrong with a request: where, what stood there, why, and how to mend it. */
export interface Fault {
  readonly path: string;
  readonly message: string;
  readonly fix?: string;
  /** Null or left out: nothing was there, or it is a secret. */
  readonly value?: string | null;
}

/** What an error answer of the platform says (RFC 9457 with `code`, `retry` and `errors`). */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly retry: boolean;
  readonly errors: readonly Fault[];
}

/** The platform refused a request, or could not be reached (`status` 0). */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.detail, { cause });
    this.problem = problem;
  }
}

/** How a request differs from a plain GET. */
export interface RequestOptions {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON; a `Blob` or text as it is, with its type in `type`. */
  readonly body?: unknown;
  readonly type?: string;
  /** The same key with the same request is done once. */
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** A status that is an answer here, not a refusal: 503 of a readiness that says what is wrong. */
  readonly acceptedStatus?: number;
}

const textOf = (value: unknown, otherwise: string): string =>
  typeof value === "string" && value !== "" ? value : otherwise;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const faultsOf = (errors: unknown): Problem["errors"] =>
  Array.isArray(errors)
    ? errors.filter(isRecord).map(({ path, message, fix, value }) => ({
        path: textOf(path, ""),
        message: textOf(message, ""),
        ...(typeof value === "string" && { value }),
        ...(typeof fix === "string" && { fix }),
      }))
    : [];

const problemOf = async (answer: Response): Promise<Problem> => {
  const said: unknown = await answer.json().catch(() => null);
  const { code, detail, title, retry, errors } = isRecord(said) ? said : {};
  return {
    status: answer.status,
    code: textOf(code, "unknown"),
    detail: textOf(detail, textOf(title, answer.statusText)),
    retry: retry === true || answer.status >= 500,
    errors: faultsOf(errors),
  };
};

const bodyOf = ({ body, type }: RequestOptions): Pick<RequestInit, "body" | "headers"> => {
  if (body === undefined) return {};
  if (typeof body === "string" || body instanceof Blob) {
    return { body, headers: { "content-type": type ?? "application/octet-stream" } };
  }
  return { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
};

const unreachable = (cause: unknown): RequestRefused =>
  new RequestRefused(
    { status: 0, code: "unreachable", detail: String(cause), retry: true, errors: [] },
    cause,
  );

const send = async (path: string, options: RequestOptions): Promise<Response> => {
  const { body = null, headers } = bodyOf(options);
  const { method = "GET", idempotencyKey, signal = null } = options;
  const key = idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey };
  try {
    return await fetch(path, { method, body, headers: { ...headers, ...key, ...options.headers }, signal });
  } catch (cause) {
    throw unreachable(cause);
  }
};

/** Called whenever the platform no longer knows who asks; the shell shows the login over what is there. */
export const onSessionEnd: { notify: () => void } = { notify: () => undefined };

/** The answer of the platform, as it came. Rejects with `RequestRefused`. */
export const fetchAnswer = async (path: string, options: RequestOptions = {}): Promise<Response> => {
  const answer = await send(path, options);
  if (answer.ok || answer.status === options.acceptedStatus) return answer;
  const problem = await problemOf(answer);
  if (problem.status === 401 && !path.startsWith("/api/v1/session")) onSessionEnd.notify();
  throw new RequestRefused(problem);
};

/**
 * Asks the platform and gives back the JSON of its answer. The page trusts its own platform: `Answer` is one of the
 * types of `api/contract.ts`. Rejects with `RequestRefused`.
 */
export const ask = async <Answer>(path: string, options: RequestOptions = {}): Promise<Answer> => {
  const answer = await fetchAnswer(path, options);
  try {
    return JSON.parse(await answer.text());
  } catch (cause) {
    // The line broke within the answer, or something on the way answered in the platform's place.
    throw unreachable(cause);
  }
};

/** Tells the platform something whose answer nobody reads. Rejects with `RequestRefused`. */
export const tell = async (path: string, options: RequestOptions): Promise<void> => {
  await fetchAnswer(path, options);
};

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Joins a query to a path; what is undefined, null or empty is left out. */
export const withQuery = (
  path: string,
  query: Readonly<Record<string, string | number | boolean | null | undefined>>,
): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${text}`;
};

/** Items of all pages of a list; `itemsMax` bounds what a mistaken question brings home. */
export const askAll = async <Item>(path: string, itemsMax = 50_000): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await ask(withQuery(path, { limit: 1_000, cursor }));
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && items.length < itemsMax);
  return items;
};
