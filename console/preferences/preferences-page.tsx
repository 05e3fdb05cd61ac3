import { chooseTheme, theme, themes } from "../design/theme.ts";
import { language, languages } from "../words/language.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    title: "Tùy chọn của trình duyệt này",
    language: "Ngôn ngữ",
    theme: "Giao diện",
    vi: "Tiếng Việt",
    en: "English",
    light: "Sáng",
    dark: "Tối",
    wall: "Màn hình tường",
  },
  en: {
    title: "Preferences of this browser",
    language: "Language",
    theme: "Look",
    vi: "Tiếng Việt",
    en: "English",
    light: "Light",
    dark: "Dark",
    wall: "Wall screen",
  },
});

/** What this browser remembers for itself: language and look. */
export const PreferencesPage = () => (
  <div class="panel stack">
    <h1>{say("title")}</h1>
    <fieldset>
      <legend>{say("language")}</legend>
      <div class="bar choices">
        {languages.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="language"
              checked={language.value === each}
              onChange={() => (language.value = each)}
            />{" "}
            {say(each)}
          </label>
        ))}
      </div>
    </fieldset>
    <fieldset>
      <legend>{say("theme")}</legend>
      <div class="bar choices">
        {themes.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="theme"
              checked={theme.value === each}
              onChange={() => chooseTheme(each)}
            />{" "}
            {say(each)}
          </label>
        ))}
      </div>
    </fieldset>
  </div>
);
