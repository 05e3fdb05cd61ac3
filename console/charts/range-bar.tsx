import { setQuery } from "../router/place.ts";
import { wordsOf } from "../words/words.ts";
import { type ComparisonName, type RangeName, rangeNames } from "./range.ts";
import { type Aggregate, aggregates } from "./use-series.ts";

const say = wordsOf({
  vi: {
    range: "Khoảng",
    "1h": "1 giờ",
    "6h": "6 giờ",
    "24h": "24 giờ",
    "7d": "7 ngày",
    "30d": "30 ngày",
    aggregate: "Giá trị mỗi bước",
    mean: "trung bình",
    min: "thấp nhất",
    max: "cao nhất",
    last: "cuối cùng",
    compare: "So sánh",
    none: "không",
    dayBefore: "1 ngày trước",
    weekBefore: "7 ngày trước",
  },
  en: {
    range: "Range",
    "1h": "1 hour",
    "6h": "6 hours",
    "24h": "24 hours",
    "7d": "7 days",
    "30d": "30 days",
    aggregate: "Value of a step",
    mean: "mean",
    min: "lowest",
    max: "highest",
    last: "last",
    compare: "Compare with",
    none: "nothing",
    dayBefore: "1 day before",
    weekBefore: "7 days before",
  },
});

interface Properties {
  readonly range: RangeName;
  readonly aggregate: Aggregate;
  readonly comparison: ComparisonName | null;
}

/** What the charts of a page show: length, the value of a step, and what they are held against; kept in the address. */
export const RangeBar = ({ range, aggregate, comparison }: Properties) => (
  <div class="bar">
    <label>
      {say("range")}{" "}
      <select value={range} onChange={({ currentTarget }) => setQuery({ range: currentTarget.value })}>
        {rangeNames.map((name) => (
          <option key={name} value={name}>
            {say(name)}
          </option>
        ))}
      </select>
    </label>
    <label>
      {say("aggregate")}{" "}
      <select
        value={aggregate}
        onChange={({ currentTarget }) => setQuery({ aggregate: currentTarget.value })}
      >
        {aggregates.map((name) => (
          <option key={name} value={name}>
            {say(name)}
          </option>
        ))}
      </select>
    </label>
    <label>
      {say("compare")}{" "}
      <select
        value={comparison ?? ""}
        onChange={({ currentTarget }) => setQuery({ compare: currentTarget.value })}
      >
        <option value="">{say("none")}</option>
        <option value="1d">{say("dayBefore")}</option>
        <option value="7d">{say("weekBefore")}</option>
      </select>
    </label>
  </div>
);
