import { z } from "zod";
import { commandBytesMax, commandIdCharactersMax } from "./limits.ts";

const id = z.string().min(1).max(commandIdCharactersMax);

const command = z.object({
  id,
  name: z.string().min(1).max(64),
  args: z.record(z.string(), z.unknown()).default({}),
  expiresAt: z.iso.datetime({ offset: true }).nullish(),
});

/** A command as the platform sends it on `sites/{site}/{node}/command`. */
export type Command = z.output<typeof command>;

/** What goes back on `sites/{site}/{node}/reply`; `id` null when none could be read. */
export interface Reply {
  readonly id: string | null;
  readonly ok: boolean;
  /** Why not; absent when done. */
  readonly error?: string | undefined;
}

/** A command, or what to answer to something that is none. */
export type ReadCommand =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "malformed"; readonly reply: Reply };

const form = `a command is {"id": "7", "name": "reboot", "args": {}, "expiresAt": "2026-01-31T12:00:00Z"}`;

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const malformed = (replyId: string | null, what: string): ReadCommand => ({
  kind: "malformed",
  reply: { id: replyId, ok: false, error: `malformed: ${what}; ${form}` },
});

/** Reads the payload of a command. */
export const readCommand = (payload: string): ReadCommand => {
  if (Buffer.byteLength(payload) > commandBytesMax)
    return malformed(null, `more than ${commandBytesMax} bytes`);
  const body = jsonOf(payload);
  if (body === undefined) return malformed(null, "no JSON");
  const parsed = command.safeParse(body);
  if (parsed.success) return { kind: "command", command: parsed.data };
  const readable = z.object({ id }).safeParse(body);
  const what = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "message"}: ${message}`);
  return malformed(readable.success ? readable.data.id : null, what.join("; "));
};
