import { z } from "zod";
import type { Origin, Refusal } from "../quarantine.ts";
import { firstIssue, jsonOf } from "../state-message.ts";

const id = z.string().nullable();

const message = z
  .object({ id, ok: z.boolean(), error: z.string().nullish() })
  .transform(({ id: of, ok, error }) =>
    ok ? { id: of, ok: true as const } : { id: of, ok: false as const, error: error ?? "no reason given" },
  );

/** A device's answer to a command; `id` null when it could read none. */
export type Reply = z.output<typeof message>;

/** Reads a reply. */
export const readReply = ({ payload }: Origin): { readonly reply: Reply } | Refusal => {
  const parsed = message.safeParse(jsonOf(payload));
  if (parsed.success) return { reply: parsed.data };
  return {
    reason: "bad-reply",
    detail: `a reply is {"id": "…", "ok": true} or {"id": "…", "ok": false, "error": "why"}: ${firstIssue(parsed.error)}`,
  };
};
