import { useEffect } from "preact/hooks";
import type { AlarmView } from "../../api/contract.ts";
import { dictionary, isNormal, metricLabel, needDictionary, valueText } from "../metrics/dictionary.ts";
import { TableRegion } from "../parts/table-region.tsx";
import { clockTime, localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    title: "Chứng cứ",
    readings: "Số đo làm chứng",
    metric: "Số đo",
    value: "Giá trị",
    at: "Lúc",
    abnormal: "bất thường",
    high: "Vượt ngưỡng {raiseAt}: đo được {observed}, hết khi về {clearAt}. Bắt đầu lúc {since}.",
    low: "Dưới ngưỡng {raiseAt}: đo được {observed}, hết khi lên {clearAt}. Bắt đầu lúc {since}.",
    rising: "Đang tăng.",
    falling: "Đang giảm.",
    steady: "Đang giữ nguyên.",
  },
  en: {
    title: "Evidence",
    readings: "Readings that speak for it",
    metric: "Metric",
    value: "Value",
    at: "At",
    abnormal: "abnormal",
    high: "Above the limit of {raiseAt}: {observed}; clears at {clearAt}. Since {since}.",
    low: "Below the limit of {raiseAt}: {observed}; clears at {clearAt}. Since {since}.",
    rising: "Rising.",
    falling: "Falling.",
    steady: "Steady.",
  },
});

const Threshold = ({ threshold, trend }: Pick<AlarmView, "threshold" | "trend">) => {
  if (threshold === null) return null;
  const { metric, unit, direction, observed, raiseAt, clearAt, armedSince } = threshold;
  const shown = (value: number): string => valueText(value, unit);
  return (
    <p>
      <strong>{metricLabel(metric)}</strong>
      {": "}
      {say(direction, {
        raiseAt: shown(raiseAt),
        observed: shown(observed),
        clearAt: shown(clearAt),
        since: localTime(armedSince),
      })}{" "}
      {trend !== null && say(trend)}
    </p>
  );
};

/** The limit that was crossed, and the readings that speak for the alarm. */
export const AlarmEvidence = ({ alarm }: { readonly alarm: AlarmView }) => {
  useEffect(needDictionary, []);
  const { evidence, threshold, trend } = alarm;
  if (evidence.length === 0 && threshold === null) return null;
  return (
    <section class="panel stack" aria-labelledby="evidence-title">
      <h2 id="evidence-title">{say("title")}</h2>
      <Threshold threshold={threshold} trend={trend} />
      {evidence.length > 0 && (
        <TableRegion label={say("readings")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say("metric")}</th>
                <th scope="col">{say("value")}</th>
                <th scope="col">{say("at")}</th>
              </tr>
            </thead>
            <tbody>
              {evidence.map(({ metric, value, ts }) => (
                <tr key={`${metric} ${ts}`}>
                  <th scope="row">{metricLabel(metric)}</th>
                  <td>
                    {valueText(value, dictionary.value.get(metric)?.unit ?? "")}
                    {isNormal(metric, value) === false && <strong> · {say("abnormal")}</strong>}
                  </td>
                  <td title={localTime(ts)}>{clockTime(ts)} +07</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </section>
  );
};
