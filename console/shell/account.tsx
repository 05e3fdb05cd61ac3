import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { chooseTheme, theme } from "../design/theme.ts";
import { pagePaths } from "../paths.ts";
import { logOut, viewer } from "../session/session.ts";
import { language } from "../words/language.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    other: "English",
    dark: "Nền tối",
    light: "Nền sáng",
    preferences: "Tùy chọn",
    logOut: "Đăng xuất",
    stays: "Không kết nối được máy chủ: bạn vẫn đang đăng nhập.",
  },
  en: {
    other: "Tiếng Việt",
    dark: "Dark look",
    light: "Light look",
    preferences: "Preferences",
    logOut: "Log out",
    stays: "The platform can't be reached: you are still logged in.",
  },
});

/** Who looks, and what is theirs to choose: language, look, leaving. */
export const Account = () => {
  const box = useRef<HTMLDetailsElement>(null);
  const who = viewer.value;
  const isRefused = useSignal(false);
  const otherLanguage = language.value === "vi" ? "en" : "vi";
  const isDark = theme.value !== "light";
  const close = (): void => box.current?.removeAttribute("open");
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") close();
  };
  return (
    <details class="drop" ref={box} onKeyDown={onKeyDown}>
      <summary>{who.kind === "somebody" ? who.username : "…"}</summary>
      <div class="drop-box is-right">
        <button
          type="button"
          lang={otherLanguage}
          onClick={() => {
            language.value = otherLanguage;
            close();
          }}
        >
          {say("other")}
        </button>
        <button type="button" onClick={() => chooseTheme(isDark ? "light" : "dark")}>
          {say(isDark ? "light" : "dark")}
        </button>
        <a class="button" href={pagePaths.preferences} onClick={close}>
          {say("preferences")}
        </a>
        <button
          type="button"
          onClick={() =>
            logOut().catch(() => {
              isRefused.value = true;
            })
          }
        >
          {say("logOut")}
        </button>
        {isRefused.value && <p role="alert">{say("stays")}</p>}
      </div>
    </details>
  );
};
