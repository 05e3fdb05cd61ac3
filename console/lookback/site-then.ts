import type { BoardView, SiteView } from "../../api/contract.ts";

/** A site as it stood then: name and place are those of now, what nobody kept is null. */
export const siteThen = (site: SiteView, then: BoardView["sites"][number] | undefined): SiteView => ({
  ...site,
  forecast: null,
  state: {
    online: then?.online ?? null,
    silent: then?.silent ?? false,
    lastHeardAt: null,
    alarms: then?.alarms ?? { critical: 0, major: 0, minor: 0, warning: 0, indeterminate: 0 },
  },
});
