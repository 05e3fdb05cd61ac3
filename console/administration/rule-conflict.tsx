import { wordsOf } from "../words/words.ts";
import "./code-area.css";

const say = wordsOf({
  vi: {
    title: "Người khác đã sửa tệp này trong lúc bạn viết",
    about:
      "Chưa lưu gì. Dưới đây là bản của họ; bản của bạn vẫn ở ô soạn thảo phía trên. Ghép hai bản rồi lưu lại.",
    gone: "Tệp không còn trên máy chủ.",
    theirs: "Bản đang có trên máy chủ",
    take: "Bỏ bản của tôi, lấy bản của họ",
    keep: "Tôi đã ghép xong: cho phép lưu đè",
  },
  en: {
    title: "Somebody else changed this file while you wrote",
    about:
      "Nothing was saved. This is theirs; yours is still in the editor above. Put both together and save again.",
    gone: "The file is no longer there.",
    theirs: "What is there now",
    take: "Drop mine, take theirs",
    keep: "I have put both together: let me save over it",
  },
});

interface Properties {
  /** What is there now; null: nothing. */
  readonly theirs: string | null;
  readonly onTake: () => void;
  readonly onKeep: () => void;
}

/** Shows what somebody else wrote meanwhile, beside one's own text. */
export const RuleConflict = ({ theirs, onTake, onKeep }: Properties) => (
  <section class="panel stack" role="alert">
    <h3>{say("title")}</h3>
    <p>{theirs === null ? say("gone") : say("about")}</p>
    {theirs !== null && (
      <div class="code-area is-short">
        <textarea readOnly aria-label={say("theirs")} value={theirs} />
      </div>
    )}
    <div class="bar">
      <button type="button" onClick={onKeep}>
        {say("keep")}
      </button>
      <button type="button" onClick={onTake}>
        {say("take")}
      </button>
    </div>
  </section>
);
