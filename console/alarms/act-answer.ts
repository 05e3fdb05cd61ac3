import type { Act } from "../outbox/outbox.ts";
import { problemWords, withDetail } from "../request/problem-text.ts";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const isText = (value: unknown): value is string => typeof value === "string";

/** Ids of the alarms that an act of the outbox is about. */
export const idsOfAct = ({ subject, body }: Pick<Act, "subject" | "body">): readonly string[] => {
  const ids = isRecord(body) ? body["ids"] : undefined;
  return Array.isArray(ids) ? ids.filter(isText) : [subject];
};

const reasonOf = ({ code, detail }: Readonly<Record<string, unknown>>): string | null =>
  isText(code) && isText(detail) ? withDetail(problemWords(code), detail) : null;

const reasonsShownMax = 3;

/** Why some alarms of an act on many were refused, each reason once with its count, the most frequent first. */
export const refusedOf = (answer: unknown): readonly string[] => {
  const items = isRecord(answer) ? answer["items"] : undefined;
  if (!Array.isArray(items)) return [];
  const counts = new Map<string, number>();
  for (const item of items.filter(isRecord)) {
    const reason = isRecord(item["problem"]) ? reasonOf(item["problem"]) : null;
    if (item["ok"] !== false || reason === null) continue;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, reasonsShownMax)
    .map(([reason, count]) => `${count} × ${reason}`);
};
