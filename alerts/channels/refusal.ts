import type { DeliveryOutcome } from "./channel.ts";

/** What becomes of a notification that no request can be made of: dead at once, with the reason. */
export const refusalOf = (error: unknown): DeliveryOutcome => ({
  kind: "impossible",
  detail: `can't be put into words: ${error instanceof Error ? error.message : String(error)}`,
});
