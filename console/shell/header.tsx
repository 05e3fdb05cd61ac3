import { LookBackButton } from "../lookback/look-back-button.tsx";
import { pagePaths } from "../paths.ts";
import { place } from "../router/place.ts";
import { hasRole } from "../session/session.ts";
import { SoundControl } from "../sound/sound-control.tsx";
import { durationText } from "../time/duration.ts";
import { clockTime, localDate } from "../time/instant.ts";
import { clockSkewMs, now, skewShownMs } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import { Account } from "./account.tsx";
import { Menu, WatchLinks } from "./menu.tsx";
import { OutboxBadge } from "./outbox-badge.tsx";

const say = wordsOf({
  vi: { skew: "đồng hồ máy này lệch {duration}", skip: "Tới nội dung" },
  en: { skew: "this device's clock is off by {duration}", skip: "Skip to content" },
});

const Clock = () => {
  const skewMs = Math.abs(clockSkewMs());
  return (
    <span class="clock">
      <time>
        <span class="clock-date">{localDate(now.value)} </span>
        {clockTime(now.value)} +07
      </time>
      {skewMs > skewShownMs && (
        <span class="small"> ({say("skew", { duration: durationText(skewMs) })})</span>
      )}
    </span>
  );
};

/** The bar above every page: where to go, what time it is at the platform, what waits to be sent, and who looks. */
export const Header = () => (
  <header class="header">
    <a class="skip-link" href="#content">
      {say("skip")}
    </a>
    <a
      class="brand"
      href={pagePaths.alarms}
      aria-current={place.value?.name === "alarms" ? "page" : undefined}
    >
      Trạm Canh
    </a>
    <WatchLinks />
    <Menu />
    <div class="header-end bar">
      <LookBackButton />
      <OutboxBadge />
      {hasRole("admin", "noc-operator") && <SoundControl />}
      <Clock />
      <Account />
    </div>
  </header>
);
