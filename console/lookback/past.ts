import type { BoardView, SiteView } from "../../api/contract.ts";
import type { Board } from "../live/board.ts";
import { ask, askAll, withQuery } from "../request/request.ts";
import { moment } from "./moment.ts";
import { siteThen } from "./site-then.ts";

/** Fills a board with what was at a past moment, unless another moment is wanted meanwhile. Rejects with `RequestRefused`. */
export const readPast = async (board: Board, atMs: number): Promise<void> => {
  const [then, sites] = await Promise.all([
    ask<BoardView>(withQuery("/api/v1/board", { at: new Date(atMs).toISOString() })),
    askAll<SiteView>("/api/v1/sites"),
  ]);
  if (moment.peek() !== atMs) return;
  const bySite = new Map(then.sites.map((each) => [each.site, each]));
  board.takeSites(sites.map((site) => siteThen(site, bySite.get(site.code))));
  for (const alarm of then.alarms) board.takeAlarm(alarm);
  board.isRead.value = true;
};
