import { chooseTheme, theme } from "../design/theme.ts";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { place } from "../router/place.ts";
import { logOut, viewer } from "../session/session.ts";
import { durationText } from "../time/duration.ts";
import { localTime } from "../time/instant.ts";
import { clockSkewMs, now, skewShownMs } from "../time/server-clock.ts";
import { language } from "../words/language.ts";
import { wordsOf } from "../words/words.ts";
import { Menu } from "./menu.tsx";
import { OutboxBadge } from "./outbox-badge.tsx";

const say = wordsOf({
  vi: {
    other: "English",
    dark: "Nền tối",
    light: "Nền sáng",
    logOut: "Đăng xuất",
    skew: "đồng hồ máy này lệch {duration}",
    skip: "Tới nội dung",
  },
  en: {
    other: "Tiếng Việt",
    dark: "Dark",
    light: "Light",
    logOut: "Log out",
    skew: "this device's clock is off by {duration}",
    skip: "Skip to content",
  },
});

const Clock = () => {
  const skewMs = Math.abs(clockSkewMs());
  return (
    <span class="clock">
      <time>{localTime(now.value)}</time>
      {skewMs > skewShownMs && (
        <span class="small"> ({say("skew", { duration: durationText(skewMs) })})</span>
      )}
    </span>
  );
};

/** The bar above every page: where to go, what time it is at the platform, what waits to be sent, and who looks. */
export const Header = () => {
  const who = viewer.value;
  const isDark = theme.value !== "light";
  return (
    <header class="header">
      <a class="skip-link" href="#content">
        {say("skip")}
      </a>
      <a
        class="brand"
        href={fillPath(pagePaths.alarms, {})}
        aria-current={place.value?.name === "alarms" ? "page" : undefined}
      >
        Trạm Canh
      </a>
      <Menu />
      <div class="header-end bar">
        <OutboxBadge />
        <Clock />
        <button
          type="button"
          lang={language.value === "vi" ? "en" : "vi"}
          onClick={() => (language.value = language.value === "vi" ? "en" : "vi")}
        >
          {say("other")}
        </button>
        <button type="button" onClick={() => chooseTheme(isDark ? "light" : "dark")}>
          {say(isDark ? "light" : "dark")}
        </button>
        {who.kind === "somebody" && (
          <>
            <span class="small">{who.username}</span>
            <button type="button" onClick={() => void logOut()}>
              {say("logOut")}
            </button>
          </>
        )}
      </div>
    </header>
  );
};
