import type { LatestView } from "../../api/contract.ts";
import { isNormal, metricLabel, valueText } from "../metrics/dictionary.ts";
import { Age } from "../parts/age.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { chartOrder } from "./power-chain.ts";

const say = wordsOf({
  vi: {
    title: "Mọi số liệu mới nhất ({count})",
    metric: "Thông số",
    node: "Phần tử",
    value: "Giá trị",
    normal: "Dải thường",
    measured: "Đo lúc",
    received: "Nhận lúc",
    age: "Tuổi",
    inside: "trong dải",
    outside: "ngoài dải",
    noClock: "giờ máy chủ",
  },
  en: {
    title: "All newest values ({count})",
    metric: "Metric",
    node: "Node",
    value: "Value",
    normal: "Normal band",
    measured: "Measured at",
    received: "Received at",
    age: "Age",
    inside: "inside",
    outside: "outside",
    noClock: "platform's clock",
  },
});

const normalText = ({ metric, value }: LatestView): string => {
  const known = isNormal(metric, value);
  return known === null ? "–" : say(known ? "inside" : "outside");
};

const columns = (): readonly Column<LatestView>[] => [
  { title: say("metric"), cell: ({ metric }) => metricLabel(metric) },
  { title: say("node"), cell: ({ node }) => node },
  { title: say("value"), cell: ({ value, unit }) => valueText(value, unit) },
  { title: say("normal"), cell: normalText },
  {
    title: say("measured"),
    cell: ({ clock, ts }) => (clock === "receiver" ? say("noClock") : localTime(ts)),
  },
  { title: say("received"), cell: ({ receivedAt }) => localTime(receivedAt) },
  { title: say("age"), cell: ({ ts }) => <Age at={ts} /> },
];

/** Every newest value of a site with both times: when it was measured and when it came. */
export const LatestTable = ({ latest }: { readonly latest: readonly LatestView[] }) => (
  <details class="panel">
    <summary>{say("title", { count: latest.length })}</summary>
    <DataTable
      label={say("title", { count: latest.length })}
      columns={columns()}
      items={chartOrder(latest)}
      keyOf={({ node, metric }) => `${node} ${metric}`}
    />
  </details>
);
