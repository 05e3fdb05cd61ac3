import type { LatestView } from "../../api/contract.ts";
import { isNormal, metricLabel, valueText } from "../metrics/dictionary.ts";
import { Age } from "../parts/age.tsx";
import { TableRegion } from "../parts/table-region.tsx";
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

const columns = ["metric", "node", "value", "normal", "measured", "received", "age"] as const;

const normalText = ({ metric, value }: LatestView): string => {
  const known = isNormal(metric, value);
  return known === null ? "–" : say(known ? "inside" : "outside");
};

/** Every newest value of a site with both times: when it was measured and when it came. */
export const LatestTable = ({ latest }: { readonly latest: readonly LatestView[] }) => (
  <details class="panel">
    <summary>{say("title", { count: latest.length })}</summary>
    <TableRegion label={say("title", { count: latest.length })}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {say(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chartOrder(latest).map((each) => (
            <tr key={`${each.node} ${each.metric}`}>
              <td>{metricLabel(each.metric)}</td>
              <td>{each.node}</td>
              <td>{valueText(each.value, each.unit)}</td>
              <td>{normalText(each)}</td>
              <td>{each.clock === "receiver" ? say("noClock") : localTime(each.ts)}</td>
              <td>{localTime(each.receivedAt)}</td>
              <td>
                <Age at={each.ts} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  </details>
);
