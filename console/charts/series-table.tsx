import { valueText } from "../metrics/dictionary.ts";
import { TableRegion } from "../parts/table-region.tsx";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import type { SeriesItem } from "./use-series.ts";

const say = wordsOf({
  vi: { time: "Thời gian", value: "Giá trị" },
  en: { time: "Time", value: "Value" },
});

interface Properties {
  readonly label: string;
  readonly unit: string;
  readonly items: readonly SeriesItem[];
}

/** The twin of a chart for whoever reads rather than sees: the same points, newest first. */
export const SeriesTable = ({ label, unit, items }: Properties) => (
  <TableRegion label={label}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say("time")}</th>
          <th scope="col" class="number">
            {say("value")}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.toReversed().map(({ ts, value }) => (
          <tr key={ts}>
            <td>{localTime(ts)}</td>
            <td class="number">{valueText(value, unit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </TableRegion>
);
