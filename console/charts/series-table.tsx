import { valueText } from "../metrics/dictionary.ts";
import { DataTable } from "../parts/data-table.tsx";
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
  <DataTable
    label={label}
    columns={[
      { title: say("time"), cell: ({ ts }) => localTime(ts) },
      { title: say("value"), cell: ({ value }) => valueText(value, unit), isNumber: true },
    ]}
    items={items.toReversed()}
    keyOf={({ ts }) => ts}
  />
);
