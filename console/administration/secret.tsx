import { CopyButton } from "../parts/copy-button.tsx";
import { wordsOf } from "../words/words.ts";
import "./administration.css";

const say = wordsOf({
  vi: { once: "Chỉ hiện lần này: chép lại ngay. Máy chủ chỉ giữ dấu băm, không ai xem lại được." },
  en: { once: "Shown this once: copy it now. The platform keeps a hash only; nobody can show it again." },
});

interface Properties {
  /** What it is. */
  readonly name: string;
  readonly text: string;
}

/** A secret that is shown once, to be copied. */
export const Secret = ({ name, text }: Properties) => (
  <div class="stack">
    <p role="alert">
      <strong>{say("once")}</strong>
    </p>
    <code class="secret">{text}</code>
    <CopyButton text={text} name={name} />
  </div>
);
