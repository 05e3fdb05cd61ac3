import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { LatestView, TransitionView } from "../../api/contract.ts";
import { marksOf } from "../charts/alarm-marks.ts";
import { MetricChart } from "../charts/metric-chart.tsx";
import { comparisonNamed, periodEnding, rangeNamed } from "../charts/range.ts";
import { RangeBar } from "../charts/range-bar.tsx";
import { aggregates } from "../charts/use-series.ts";
import { metricLabel } from "../metrics/dictionary.ts";
import { type Page, withQuery } from "../request/request.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { address } from "../router/place.ts";
import { wordsOf } from "../words/words.ts";
import { chartOrder } from "./power-chain.ts";

const say = wordsOf({
  vi: {
    title: "Diễn biến",
    last: "24 giờ cuối trước khi mất liên lạc",
    add: "Thêm biểu đồ",
    choose: "Chọn thông số…",
    none: "Trạm chưa gửi số liệu nào.",
  },
  en: {
    title: "History",
    last: "The last 24 hours before it fell silent",
    add: "Add a chart",
    choose: "Choose a metric…",
    none: "The site has sent nothing yet.",
  },
});

/** Charts that open by themselves; each is a question to the platform over a line that may be thin. */
const firstCharts = 4;

const keyOf = ({ node, metric }: LatestView): string => `${node} ${metric}`;

interface Properties {
  readonly site: string;
  readonly latest: readonly LatestView[];
  /** The charts end here, ms since 1970 UTC. */
  readonly endMs: number;
  /** Whether the site fell silent at `endMs`. */
  readonly isSilent: boolean;
}

/** A site's series over time with its alarms behind them; range, step value and comparison are in the address. */
export const SiteCharts = ({ site, latest, endMs, isSilent }: Properties) => {
  const { query } = address.value;
  const range = rangeNamed(query.get("range"));
  const aggregate = aggregates.find((name) => name === query.get("aggregate")) ?? "mean";
  const comparison = comparisonNamed(query.get("compare"));
  // Without this each tick of the clock would ask for every chart anew.
  const period = useMemo(() => periodEnding(range, endMs), [range, endMs]);
  const changes = useLoaded<Page<TransitionView>>(
    withQuery("/api/v1/alarm-history", {
      site,
      event: "raised,cleared,operator-cleared",
      ...{ from: new Date(period.fromMs).toISOString(), to: new Date(period.toMs).toISOString(), limit: 500 },
    }),
  );
  const items = changes.state.kind === "ready" ? changes.state.data.items : null;
  const marks = useMemo(() => (items === null ? [] : marksOf(items, period)), [items, period]);
  const ordered = chartOrder(latest);
  const added = useSignal<readonly string[]>([]);
  const shown = ordered.filter((each, place) => place < firstCharts || added.value.includes(keyOf(each)));
  const hidden = ordered.filter((each) => !shown.includes(each));
  return (
    <section class="stack" aria-labelledby="site-charts">
      <h2 id="site-charts">{say(isSilent ? "last" : "title")}</h2>
      <RangeBar range={range} aggregate={aggregate} comparison={comparison} />
      {ordered.length === 0 && <p class="quiet">{say("none")}</p>}
      <div class="site-charts">
        {shown.map((each) => (
          <MetricChart
            key={keyOf(each)}
            site={site}
            node={each.node}
            metric={each.metric}
            {...{ period, aggregate, comparison, marks }}
          />
        ))}
      </div>
      {hidden.length > 0 && (
        <label>
          {say("add")}{" "}
          <select
            value=""
            onChange={({ currentTarget }) => {
              added.value = [...added.value, currentTarget.value];
            }}
          >
            <option value="">{say("choose")}</option>
            {hidden.map((each) => (
              <option key={keyOf(each)} value={keyOf(each)}>
                {metricLabel(each.metric)} · {each.node}
              </option>
            ))}
          </select>
        </label>
      )}
    </section>
  );
};
