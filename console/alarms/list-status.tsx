import type { BriefAlarmView } from "../../api/contract.ts";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { setQuery } from "../router/place.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { queryOf, withoutNarrowing } from "./alarm-filter.ts";
import { FloodNotice } from "./flood-notice.tsx";
import { filter, releases, sifted } from "./list-state.ts";

const say = wordsOf({
  vi: {
    rows: "{count} dòng",
    waiting: "{count} mới",
    filtered: "{count} ẩn bởi bộ lọc",
    clear: "Bỏ lọc",
  },
  en: {
    rows: "{count} {count|row|rows}",
    waiting: "{count} new",
    filtered: "{count} hidden by filters",
    clear: "Clear filters",
  },
});

interface Properties {
  readonly waiting: readonly BriefAlarmView[];
}

const Waiting = ({ waiting }: Properties) => {
  const [first] = waiting;
  if (first === undefined) return null;
  return (
    <button type="button" class="is-main" onClick={() => (releases.value += 1)}>
      <SeverityMark severity={first.severity} />
      {say("waiting", { count: numberText(waiting.length) })}
    </button>
  );
};

const FilteredOut = () => {
  const { filteredOut } = sifted.value;
  if (filteredOut === 0) return null;
  return (
    <span class="bar">
      <strong>{say("filtered", { count: numberText(filteredOut) })}</strong>
      <button type="button" onClick={() => setQuery(queryOf(withoutNarrowing(filter.peek())))}>
        {say("clear")}
      </button>
    </span>
  );
};

/** What the list does not show, and why: new ones that wait, what filters hide, and a flood. */
export const ListStatus = ({ waiting }: Properties) => (
  <div class="alarm-status bar" role="status">
    <span class="quiet">{say("rows", { count: numberText(sifted.value.families.length) })}</span>
    <FilteredOut />
    <FloodNotice />
    <Waiting waiting={waiting} />
  </div>
);
