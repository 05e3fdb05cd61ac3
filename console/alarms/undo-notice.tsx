import { troubleText } from "../parts/trouble.tsx";
import { numberText } from "../words/number.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { actTrouble, type Undoable, undoable, undoLast } from "./act-desk.ts";
import { actText } from "./alarm-acts.ts";
import { askedAct } from "./asked-act.ts";
import { headline } from "./headline.ts";

const say = wordsOf({
  vi: { many: "{count} cảnh báo", undo: "Hoàn tác", note: "Thêm ghi chú", close: "Đã đọc" },
  en: { many: "{count} {count|alarm|alarms}", undo: "Undo", note: "Add a note", close: "Read" },
});

const Undo = ({ last }: { readonly last: Undoable }) => {
  const { kind, alarms } = last;
  const [first] = alarms;
  const about =
    alarms.length === 1 && first !== undefined
      ? `${first.site} ${headline(inLanguage(first.text))}`
      : say("many", { count: numberText(alarms.length) });
  return (
    <p class="bar">
      <span>
        {actText(kind)}: <bdi>{about}</bdi>
      </span>
      <button type="button" onClick={() => void undoLast()}>
        {say("undo")}
      </button>
      {kind === "acknowledge" && (
        <button type="button" onClick={() => (askedAct.value = { kind: "comment", alarms })}>
          {say("note")}
        </button>
      )}
    </p>
  );
};

/** What was done a moment ago, with a way back for ten seconds; and what could not be done. */
export const UndoNotice = () => (
  <div class={undoable.value === null && actTrouble.value === null ? "" : "undo-notice"} role="status">
    {undoable.value !== null && <Undo last={undoable.value} />}
    {actTrouble.value !== null && (
      <p class="bar">
        <strong>{troubleText(actTrouble.value)}</strong>
        <button type="button" onClick={() => (actTrouble.value = null)}>
          {say("close")}
        </button>
      </p>
    )}
  </div>
);
