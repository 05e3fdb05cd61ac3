import { z } from "zod";
import { presentKinds, type Visit, type Visitor, visitKinds } from "../field/visit-log.ts";
import { instantView, iso } from "./instant.ts";

/** A visit, in the form of `presentVisit`. */
export const visitView = z.object({
  id: z.string(),
  site: z.string(),
  kind: z.enum(visitKinds),
  actor: z.string(),
  note: z.string().nullable(),
  occurredAt: instantView,
  recordedAt: instantView,
  clock: z.enum(["device", "receiver"]).describe("whose clock occurredAt is of"),
});

/** A visit as answers and the stream give it. */
export type VisitView = z.output<typeof visitView>;

/** Shows a visit. */
export const presentVisit = ({ occurredAtMs, recordedAtMs, ...visit }: Visit): VisitView => ({
  ...visit,
  occurredAt: iso(occurredAtMs),
  recordedAt: iso(recordedAtMs),
});

/** Somebody who is at a site or on the way to it. */
export const visitorView = z.object({
  actor: z.string(),
  kind: z.enum(presentKinds),
  since: instantView,
  note: z.string().nullable(),
});

/** Somebody who is at a site or on the way to it, as answers give it. */
export type VisitorView = z.output<typeof visitorView>;

/** Shows who is at a site. */
export const presentVisitors = (visitors: readonly Visitor[] | undefined): VisitorView[] =>
  (visitors ?? []).map(({ actor, kind, sinceMs, note }) => ({ actor, kind, since: iso(sinceMs), note }));
