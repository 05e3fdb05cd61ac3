import { setQuery } from "../router/place.ts";
import { numberText } from "../words/number.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { flood, typeTexts } from "./flood-watch.ts";
import { kindText } from "./headline.ts";
import { filter } from "./list-state.ts";

const say = wordsOf({
  vi: {
    flood: "Dồn dập: {count} cảnh báo mới trong 10 phút.",
    most: "Nhiều nhất: {types}",
    byType: "Gộp theo loại",
    byCause: "Gộp theo nguyên nhân",
  },
  en: {
    flood: "Flood: {count} new {count|alarm|alarms} in 10 minutes.",
    most: "Most: {types}",
    byType: "Group by type",
    byCause: "Group by cause",
  },
});

const typesShownMax = 3;

/** Says that there are more new alarms than one person can read, which they are, and folds them. */
export const FloodNotice = () => {
  const now = flood.value;
  if (now === null) return null;
  const types = now.types
    .slice(0, typesShownMax)
    .map(({ type, count }) => {
      const text = typeTexts.get(type);
      return `${text === undefined ? type : kindText(inLanguage(text))} (${numberText(count)})`;
    })
    .join(", ");
  const isByType = filter.value.grouping === "type";
  return (
    <span class="flood bar">
      <strong>{say("flood", { count: numberText(now.count) })}</strong>
      <span class="flood-types" title={types}>
        {say("most", { types })}
      </span>
      <button type="button" onClick={() => setQuery({ group: isByType ? null : "type" })}>
        {say(isByType ? "byCause" : "byType")}
      </button>
    </span>
  );
};
