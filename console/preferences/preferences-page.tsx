import { chooseTheme, type Theme, theme, themes } from "../design/theme.ts";
import { type Language, language, languages } from "../words/language.ts";
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

interface Properties<Choice extends string> {
  readonly of: "language" | "theme";
  readonly choices: readonly Choice[];
  readonly chosen: Choice;
  readonly choose: (choice: Choice) => void;
}

/** One thing to choose, and what there is. */
const Choices = <Choice extends Language | Theme>({ of, choices, chosen, choose }: Properties<Choice>) => (
  <fieldset>
    <legend>{say(of)}</legend>
    <div class="bar choices">
      {choices.map((each) => (
        <label key={each}>
          <input type="radio" name={of} checked={chosen === each} onChange={() => choose(each)} /> {say(each)}
        </label>
      ))}
    </div>
  </fieldset>
);

/** What this browser remembers for itself: language and look. */
export const PreferencesPage = () => (
  <div class="panel stack">
    <h1>{say("title")}</h1>
    <Choices
      of="language"
      choices={languages}
      chosen={language.value}
      choose={(each) => {
        language.value = each;
      }}
    />
    <Choices of="theme" choices={themes} chosen={theme.value} choose={chooseTheme} />
  </div>
);
