import type { AlarmChange, Recording } from "./alarm-book.ts";
import { alarmView } from "./alarm-view.ts";
import { notificationIdOf } from "./identity.ts";
import { channelsFor, type DescribeSite, type Route } from "./routes.ts";

/** Tells each change of an alarm to the channels of its routes: one row of the outbox for each channel. */
export class AlarmNotices {
  readonly #routes: readonly Route[];
  readonly #describeSite: DescribeSite;
  notifications = 0;

  constructor(routes: readonly Route[], describeSite: DescribeSite) {
    this.#routes = routes;
    this.#describeSite = describeSite;
  }

  follow({ alarm, event, transitionId }: AlarmChange, { rows, nowMs }: Recording): void {
    const site = this.#describeSite(alarm.site);
    for (const channel of channelsFor(this.#routes, { alarm, event, site })) {
      const id = notificationIdOf(transitionId, channel);
      const body = JSON.stringify({
        version: 1,
        id,
        event,
        alarm: alarmView(alarm, site),
        sentAt: new Date(nowMs).toISOString(),
      });
      rows.notification.push({ id, transition: transitionId, channel, createdAtMs: nowMs, body });
      this.notifications++;
    }
  }
}
