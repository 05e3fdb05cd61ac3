import type { Inventory } from "../../inventory/inventory.ts";
import type { Store } from "../../store/store.ts";
import type { StreamClient, TransitionJson } from "./client.ts";

/** What a replay needs. */
export interface ReplayParts {
  readonly transitions: Store["transitions"];
  readonly inventory: () => Inventory;
  /** Sequence of the newest transition that the hub was told of. */
  readonly position: () => number;
  readonly jsonOf: TransitionJson;
  readonly stallMs: number;
  readonly bufferedBytesMax: number;
}

const pageRows = 500;

/**
 * Sends committed transitions after the client's own, in order, until it has all that the hub was told of; then the
 * client is live within the same turn of the event loop, so nothing falls between and `sequence` keeps doubles out.
 * False when the journal did not have them.
 */
export const replay = async (client: StreamClient, parts: ReplayParts): Promise<boolean> => {
  while (!client.isGone && client.sequence < parts.position()) {
    const rows = await parts.transitions({ afterSequence: client.sequence, rowsMax: pageRows });
    if (rows.length === 0) return false;
    const sight = client.sight(parts.inventory());
    client.gatherTransitions(rows, sight, parts.jsonOf);
    client.send();
    if (client.bufferedBytes <= parts.bufferedBytesMax / 2) continue;
    await client.drained(parts.stallMs);
    if (client.bufferedBytes > parts.bufferedBytesMax / 2) client.cut();
  }
  client.isLive = !client.isGone;
  return true;
};
