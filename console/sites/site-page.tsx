import { useComputed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { board } from "../live/board.ts";
import { moment } from "../lookback/moment.ts";
import { needDictionary } from "../metrics/dictionary.ts";
import type { Parameters } from "../router/match.ts";
import { serverNowMs } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import { ForecastLine } from "./forecast-line.tsx";
import { LatestTable } from "./latest-table.tsx";
import { PowerChainView } from "./power-chain-view.tsx";
import { readLatest } from "./read-latest.ts";
import { SiteAlarms } from "./site-alarms.tsx";
import { SiteCharts } from "./site-charts.tsx";
import { SiteHead } from "./site-head.tsx";
import { SiteLinks } from "./site-links.tsx";
import { presenceOf } from "./site-order.ts";
import { SiteOutages } from "./site-outages.tsx";
import { SiteVisits } from "./site-visits.tsx";
import "./site-page.css";

const say = wordsOf({
  vi: { missing: "Không thấy trạm {site} trong phạm vi của bạn.", loading: "Đang tải trạm…" },
  en: { missing: "There is no site {site} within your scope.", loading: "Loading the site…" },
});

/** One site: what is wrong, what feeds it, how long it lasts, what carries it, how it went, who is there. */
export const SitePage = ({ parameters }: { readonly parameters: Parameters }) => {
  const code = parameters["site"] ?? "";
  useEffect(() => {
    needDictionary();
    readLatest(code).catch(() => undefined);
  }, [code, moment.value]);
  const site = useComputed(() => board.sitesNow.get(code));
  const latest = useComputed(() => [...board.latestNow(code).values()]);
  const known = site.value;
  const isSilent = known !== undefined && presenceOf(known) === "offline" && known.state.lastHeardAt !== null;
  const heardAt = known?.state.lastHeardAt ?? null;
  // Live charts end when the page was opened: redrawing them each second would read everything anew.
  const endMs = useMemo(
    () => moment.value ?? (isSilent && heardAt !== null ? Date.parse(heardAt) : serverNowMs()),
    [code, moment.value, isSilent],
  );
  if (known === undefined) {
    return <p class="quiet">{say(board.isRead.value ? "missing" : "loading", { site: code })}</p>;
  }
  const charts = <SiteCharts site={code} latest={latest.value} endMs={endMs} isSilent={isSilent} />;
  return (
    <div class="site-page">
      <SiteHead site={known} />
      <ForecastLine site={known} />
      <SiteAlarms site={code} />
      {isSilent && charts}
      <PowerChainView latest={latest.value} />
      <div class="site-page-pair">
        <SiteLinks site={code} />
        <SiteVisits site={code} />
      </div>
      {!isSilent && charts}
      <SiteOutages site={code} />
      <LatestTable latest={latest.value} />
    </div>
  );
};
