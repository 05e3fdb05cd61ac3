import { z } from "zod";
import type { DocumentRow } from "../../telemetry/journal.ts";
import { tmfAlarmAttributes } from "./alarm-resource.ts";
import { type Condition, parseConditions } from "./resource-filter.ts";

/** Somebody who registered at the hub to be told of alarms. */
export interface Listener {
  readonly id: string;
  /** Where events are POSTed. */
  readonly callback: string;
  /** Which events, as it was asked; null for all. */
  readonly query: string | null;
  /** `Principal.id` of whoever registered it: it is told what that one may see. */
  readonly owner: string;
  readonly createdAtMs: number;
  /** Sequence of the last transition that it needs no more. */
  readonly sequence: number;
}

const listenerDocumentKind = "tmf-listener";

const bodySchema = z.object({
  callback: z.string(),
  query: z.string().nullable(),
  owner: z.string(),
  createdAtMs: z.int(),
  sequence: z.int(),
});

/** The row that makes a listener durable. */
export const listenerRow = ({ id, ...body }: Listener, nowMs: number): DocumentRow => ({
  kind: listenerDocumentKind,
  id,
  changedAtMs: nowMs,
  body: JSON.stringify(body),
});

/** The row that ends a listener. */
export const listenerEnd = (id: string, nowMs: number): DocumentRow => ({
  kind: listenerDocumentKind,
  id,
  changedAtMs: nowMs,
  body: null,
});

/** The listeners among the documents recovered at start. */
export const listenersOf = (documents: readonly DocumentRow[]): readonly Listener[] => {
  const listeners = new Map<string, Listener>();
  for (const { kind, id, body } of documents) {
    if (kind !== listenerDocumentKind) continue;
    listeners.delete(id);
    if (body !== null) listeners.set(id, { id, ...bodySchema.parse(JSON.parse(body)) });
  }
  return [...listeners.values()];
};

const eventAttributes: ReadonlySet<string> = new Set(["eventType", ...tmfAlarmAttributes]);

/**
 * Reads the `query` of a registration: `eventType=AlarmCreateEvent,…&perceivedSeverity=critical`; attributes of the
 * alarm may be written `event.alarm.…` too. Throws `invalid-request` for what is no attribute.
 */
export const listenerConditions = (query: string | null): readonly Condition[] => {
  const pairs = [...new URLSearchParams(query ?? "")].map(([key, value]): readonly [string, string] => [
    key.trim().replace(/^(event\.)?(alarm\.)?/, ""),
    value,
  ]);
  return parseConditions(pairs, eventAttributes);
};
