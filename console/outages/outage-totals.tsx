import type { OutageView } from "../../api/contract.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { causeClasses, causeText } from "./cause.ts";
import { minutesByCause } from "./minutes-by-cause.ts";

const say = wordsOf({
  vi: { whole: "Tổng phút trong danh sách", part: "Tổng phút của phần đã tải" },
  en: { whole: "Minutes in this list", part: "Minutes of what is loaded" },
});

interface Properties {
  readonly items: readonly OutageView[];
  /** False while there are more to load. */
  readonly isWhole: boolean;
}

/** Lost minutes by cause of what the list shows. */
export const OutageTotals = ({ items, isWhole }: Properties) => {
  const sums = minutesByCause(items);
  return (
    <dl class="bar panel">
      <dt>
        <strong>{say(isWhole ? "whole" : "part")}</strong>
      </dt>
      {causeClasses.map((cause) => (
        <dd key={cause}>
          {causeText(cause)}: {numberText(sums[cause], 0)}
        </dd>
      ))}
    </dl>
  );
};
