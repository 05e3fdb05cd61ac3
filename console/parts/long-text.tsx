import "./long-text.css";

/** Characters that are shown before the rest is folded away. */
const shownCharacters = 200;

/** A text from outside: what is long is folded, what runs from right to left does not turn the line around. */
export const LongText = ({ text }: { readonly text: string }) =>
  text.length <= shownCharacters ? (
    <bdi class="long-text">{text}</bdi>
  ) : (
    <details class="long-text">
      <summary>
        <bdi>{text.slice(0, shownCharacters)}…</bdi>
      </summary>
      <bdi>{text}</bdi>
    </details>
  );
