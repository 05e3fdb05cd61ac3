import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SiteView } from "../../api/contract.ts";
import { communeName, operatorName, readPlaces } from "../alarms/places.ts";
import { board } from "../live/board.ts";
import { Age } from "../parts/age.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { SiteLink } from "../parts/site-link.tsx";
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
    more: "Xem thêm {count} trạm",
  },
  en: {
    title: "Sites",
    search: "Find by code, name, commune, operator",
    counted: "{shown} of {all} {all|site|sites}, {online} reporting",
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
    more: "Show {count} more",
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

const Severity = ({ site }: { readonly site: SiteView }) => {
  const worst = worstOf(site);
  return worst === null ? <span class="quiet">{say("normal")}</span> : <SeverityMark severity={worst} />;
};

const columns = (): readonly Column<SiteView>[] => [
  { title: say("severity"), cell: (site) => <Severity site={site} /> },
  { title: say("site"), cell: ({ code }) => <SiteLink site={code} /> },
  { title: say("commune"), cell: ({ commune }) => communeName(commune), isMinor: true },
  { title: say("owner"), cell: ({ owner }) => operatorName(owner), isMinor: true },
  { title: say("presence"), cell: (site) => <Presence presence={presenceOf(site)} /> },
  {
    title: say("heard"),
    cell: ({ state }) => (state.lastHeardAt === null ? "–" : <Age at={state.lastHeardAt} />),
    isMinor: true,
  },
  { title: say("alarms"), cell: alarmCount, isNumber: true, isMinor: true },
  { title: say("left"), cell: batteryText },
];

const namesOf = ({ commune, operators }: { commune: string; operators: readonly string[] }) => [
  communeName(commune),
  ...operators.map(operatorName),
];

/** Rows that are drawn before somebody asks for more: the worst are first, and the search finds the others. */
const rowsAtOnce = 200;

/** All sites in sight, the worst first. */
export const SitesPage = () => {
  useEffect(() => void readPlaces(), []);
  const rows = useSignal(rowsAtOnce);
  const text = address.value.query.get("text") ?? "";
  const all = useComputed(() => [...board.sitesNow.values()].sort(byTrouble));
  const shown = all.value.filter((site) => matchesSite(site, text, namesOf));
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
      <DataTable
        label={say("title")}
        columns={columns()}
        items={shown.slice(0, rows.value)}
        keyOf={({ code }) => code}
      />
      {shown.length > rows.value && (
        <button
          type="button"
          onClick={() => {
            rows.value += rowsAtOnce;
          }}
        >
          {say("more", { count: Math.min(rowsAtOnce, shown.length - rows.value) })}
        </button>
      )}
      {shown.length === 0 && <p class="quiet">{say("none")}</p>}
    </>
  );
};
