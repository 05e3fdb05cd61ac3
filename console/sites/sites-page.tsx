import { useComputed } from "@preact/signals";
import type { SiteView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { Age } from "../parts/age.tsx";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { TableRegion } from "../parts/table-region.tsx";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { address, setQuery } from "../router/place.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { Presence } from "./presence.tsx";
import { byTrouble, matchesSite, presenceOf, worstOf } from "./site-order.ts";

const say = wordsOf({
  vi: {
    title: "Trạm",
    search: "Tìm theo mã, tên, xã, nhà mạng",
    counted: "{shown}/{all} trạm, {online} đang báo về",
    severity: "Mức",
    site: "Trạm",
    commune: "Xã",
    owner: "Chủ trạm",
    presence: "Liên lạc",
    heard: "Nghe lần cuối",
    alarms: "Cảnh báo",
    left: "Còn điện",
    minutes: "{low}–{high} ph",
    unknown: "chưa rõ",
    normal: "bình thường",
    none: "Không có trạm nào khớp.",
  },
  en: {
    title: "Sites",
    search: "Find by code, name, commune, operator",
    counted: "{shown} of {all} sites, {online} reporting",
    severity: "Severity",
    site: "Site",
    commune: "Commune",
    owner: "Owner",
    presence: "Contact",
    heard: "Last heard",
    alarms: "Alarms",
    left: "Battery left",
    minutes: "{low}–{high} min",
    unknown: "unknown",
    normal: "normal",
    none: "No site matches.",
  },
});

const alarmCount = ({ state }: SiteView): number =>
  Object.values(state.alarms).reduce((sum, count) => sum + count, 0);

const batteryText = ({ forecast }: SiteView): string => {
  if (forecast === null) return "–";
  const { p10, p90 } = forecast;
  if (p10 === null || p90 === null) return say("unknown");
  return say("minutes", { low: numberText(p10, 0), high: numberText(p90, 0) });
};

const SiteRow = ({ site }: { readonly site: SiteView }) => {
  const worst = worstOf(site);
  return (
    <tr>
      <td>
        {worst === null ? <span class="quiet">{say("normal")}</span> : <SeverityMark severity={worst} />}
      </td>
      <td>
        <a href={fillPath(pagePaths.site, { site: site.code })}>
          <bdi>{site.name}</bdi>
        </a>{" "}
        <span class="quiet small">{site.code}</span>
      </td>
      <td>{site.commune}</td>
      <td>{site.owner}</td>
      <td>
        <Presence presence={presenceOf(site)} />
      </td>
      <td>{site.state.lastHeardAt === null ? "–" : <Age at={site.state.lastHeardAt} />}</td>
      <td class="number">{alarmCount(site)}</td>
      <td>{batteryText(site)}</td>
    </tr>
  );
};

const columns = ["severity", "site", "commune", "owner", "presence", "heard", "alarms", "left"] as const;

/** All sites in sight, the worst first. */
export const SitesPage = () => {
  const text = address.value.query.get("text") ?? "";
  const all = useComputed(() => (board.siteChanges.value, [...board.sites.values()].sort(byTrouble)));
  const shown = all.value.filter((site) => matchesSite(site, text));
  const online = all.value.filter((site) => presenceOf(site) === "online").length;
  return (
    <>
      <h1>{say("title")}</h1>
      <div class="bar">
        <label class="visually-hidden" for="site-search">
          {say("search")}
        </label>
        <input
          id="site-search"
          type="search"
          size={36}
          placeholder={say("search")}
          value={text}
          onInput={({ currentTarget }) => setQuery({ text: currentTarget.value })}
        />
        <span role="status">{say("counted", { shown: shown.length, all: all.value.length, online })}</span>
      </div>
      <TableRegion label={say("title")}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" class={column === "alarms" ? "number" : ""}>
                  {say(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((site) => (
              <SiteRow key={site.code} site={site} />
            ))}
          </tbody>
        </table>
      </TableRegion>
      {shown.length === 0 && <p class="quiet">{say("none")}</p>}
    </>
  );
};
