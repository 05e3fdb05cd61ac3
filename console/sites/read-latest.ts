import type { LatestView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { moment } from "../lookback/moment.ts";
import { ask, withQuery } from "../request/request.ts";

/** Brings the newest values of a site to the board, those of the moment that is shown. Rejects with `RequestRefused`. */
export const readLatest = async (site: string): Promise<void> => {
  const atMs = moment.peek();
  const at = atMs === null ? null : new Date(atMs).toISOString();
  const path = withQuery(`/api/v1/sites/${encodeURIComponent(site)}/latest`, { at });
  const { items } = await ask<{ readonly items: readonly LatestView[] }>(path);
  // Newer values would stay in the way of those of an earlier moment.
  if (moment.peek() !== atMs) return;
  board.takeLatest(items);
  board.publish();
};
