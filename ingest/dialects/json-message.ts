import type { Refusal } from "../quarantine.ts";

/** Who is told of what can't be read, and how many entries a message may carry. */
export interface MessageReader {
  readonly entriesMax: number;
  refuse(refusal: Refusal): void;
}

/** True for a JSON object; its keys may be anything, `__proto__` too, which JSON.parse makes a key like others. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Hands the payload over as JSON, or refuses it. */
export const readJson = (payload: Buffer, reader: MessageReader, take: (message: unknown) => void): void => {
  let message: unknown;
  try {
    message = JSON.parse(payload.toString());
  } catch (error) {
    return reader.refuse({
      reason: "not-json",
      detail: `the payload is not JSON: ${String(error).slice(0, 120)}`,
    });
  }
  take(message);
};

/** True when a message may carry so many entries; refuses them all otherwise. */
export const mayCarry = (entries: number, reader: MessageReader): boolean => {
  if (entries <= reader.entriesMax) return true;
  reader.refuse({
    reason: "too-many-entries",
    detail: `${entries} entries; send at most ${reader.entriesMax} a message`,
  });
  return false;
};
