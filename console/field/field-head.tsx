import { chooseTheme, theme } from "../design/theme.ts";
import { pagePaths } from "../paths.ts";
import { isLoginPutOff, mustLogInAgain } from "../session/session.ts";
import { OutboxBadge } from "../shell/outbox-badge.tsx";
import { language } from "../words/language.ts";
import { wordsOf } from "../words/words.ts";
import "./field.css";

const say = wordsOf({
  vi: {
    back: "Trạm của tôi",
    other: "EN",
    otherName: "EN – English",
    dark: "Nền tối",
    light: "Nền sáng",
    logIn: "Đăng nhập",
  },
  en: {
    back: "My sites",
    other: "VI",
    otherName: "VI – Tiếng Việt",
    dark: "Dark look",
    light: "Light look",
    logIn: "Log in",
  },
});

/** The slim head of the field view: the way back, what waits to be sent, language, and a look for sun or night. */
export const FieldHead = ({ isHome = false }: { readonly isHome?: boolean }) => {
  const otherLanguage = language.value === "vi" ? "en" : "vi";
  const isDark = theme.value !== "light";
  return (
    <header class="field-head">
      {isHome ? (
        <strong>Trạm Canh</strong>
      ) : (
        <a class="button field-back" href={pagePaths.field} aria-label={say("back")}>
          ‹
        </a>
      )}
      <div class="field-head-end">
        <OutboxBadge />
        {mustLogInAgain.value && isLoginPutOff.value && (
          <button
            type="button"
            class="is-main"
            onClick={() => {
              isLoginPutOff.value = false;
            }}
          >
            {say("logIn")}
          </button>
        )}
        <button
          type="button"
          lang={otherLanguage}
          aria-label={say("otherName")}
          onClick={() => {
            language.value = otherLanguage;
          }}
        >
          {say("other")}
        </button>
        <button
          type="button"
          aria-label={say(isDark ? "light" : "dark")}
          onClick={() => chooseTheme(isDark ? "light" : "dark")}
        >
          {isDark ? "☀" : "☾"}
        </button>
      </div>
    </header>
  );
};
