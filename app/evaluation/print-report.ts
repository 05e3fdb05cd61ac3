import type { EvaluationReport } from "./report.ts";

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const zoneMs = 7 * 3_600_000;

/** An instant as people in Vietnam write it, UTC+7. */
const inWords = (instant: string): string => {
  const [date = "", time = ""] = new Date(Date.parse(instant) + zoneMs).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${month}/${year} ${time.slice(0, 8)}`;
};

const columns = (rows: readonly (readonly (string | number)[])[]): readonly string[] => {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [place, cell] of row.entries())
      widths[place] = Math.max(widths[place] ?? 0, String(cell).length);
  }
  return rows.map((row) => {
    const cells = row.map((cell, place) => {
      const width = widths[place] ?? 0;
      return typeof cell === "number" ? String(cell).padStart(width) : cell.padEnd(width);
    });
    return `  ${cells.join("  ")}`.trimEnd();
  });
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", title, ...lines];

const listedMax = 40;

const shortened = (lines: readonly string[], all: number): readonly string[] =>
  all > lines.length ? [...lines, `  … ${all - lines.length} more: --json lists them`] : lines;

const summary = (report: EvaluationReport): readonly string[] => {
  const { recording, alarms, notifications, compression, floods } = report;
  const { kind, rows, sites, sitesUnknown, from, to, outOfOrder, outOfRange, behind } = recording;
  const ratio = compression === null ? "" : ` (${compression.toFixed(1)} : 1)`;
  const oddities = [
    outOfOrder > 0 ? `${outOfOrder} too far out of order` : "",
    outOfRange > 0 ? `${outOfRange} beyond the physical range` : "",
    behind > 0 ? `${behind} readings behind the newest` : "",
  ].filter((words) => words !== "");
  return [
    `${recording.file}: ${kind}, ${rows} rows, ${sites} sites (${sitesUnknown} not in the inventory), ${inWords(from)} – ${inWords(to)} +07`,
    ...(oddities.length > 0 ? [`  ${oddities.join(", ")}`] : []),
    "",
    `${report.alarmsIn} alarms in → ${notifications.problems} problems told${ratio}, ${notifications.allClears} all-clears, ${notifications.others} others`,
    `${alarms.raised} raised, ${alarms.cleared} cleared, ${alarms.standing} standing, ${alarms.suppressed} suppressed as symptoms, ${alarms.flapping} flapping, ${alarms.refused} refused`,
    `${report.chattering} chatter (5 changes in 10 min)`,
    `floods (>10 in 10 min): recorded ${percent(floods.recorded.share)} of the time, at most ${floods.recorded.mostInTenMinutes}; shown ${percent(floods.shown.share)}, at most ${floods.shown.mostInTenMinutes}`,
  ];
};

const priority = ({ priority: mix }: EvaluationReport): readonly string[] =>
  columns(Object.entries(mix).map(([name, { count, share }]) => [name, count, percent(share)])).toReversed();

const offenders = (report: EvaluationReport): readonly string[] => {
  const rows = report.offenders.map((each) => [
    `${each.site}/${each.node}`,
    each.type,
    each.recorded,
    each.raised,
    each.chattering ? "chatters" : "",
  ]);
  return rows.length === 0 ? [] : columns([["site/node", "type", "in", "raised", ""], ...rows]);
};

const standing = ({ standing: list, alarms }: EvaluationReport): readonly string[] =>
  shortened(
    columns(
      list
        .slice(0, listedMax)
        .map(({ raisedAt, severity, site, node, type }) => [
          inWords(raisedAt),
          severity,
          `${site}/${node}`,
          type,
        ]),
    ),
    alarms.standing,
  );

const outages = ({ outages: list }: EvaluationReport): readonly string[] => {
  const rows = list
    .slice(0, listedMax)
    .map((each) => [
      inWords(each.from),
      each.minutes,
      each.class,
      each.node === null ? each.site : `${each.site}/${each.node}`,
      each.confirmedBy,
    ]);
  if (rows.length === 0) return [];
  return shortened(columns([["from", "minutes", "cause", "site", "confirmed by"], ...rows]), list.length + 1);
};

const timeline = ({ timeline: { spans } }: EvaluationReport): readonly string[] => {
  const rows = spans
    .slice(0, listedMax)
    .map(({ from, recorded, raised, cleared, hidden, told }) => [
      inWords(from),
      recorded,
      raised,
      cleared,
      hidden,
      told,
    ]);
  if (rows.length === 0) return [];
  const header = ["from", "recorded", "raised", "cleared", "hidden", "told"];
  return shortened(columns([header, ...rows]), spans.length + 1);
};

const told = ({ told: list, notifications }: EvaluationReport): readonly string[] =>
  shortened(
    columns(
      list
        .slice(0, listedMax)
        .map(({ at, event, severity, site, node, type, text }) => [
          inWords(at),
          event,
          severity,
          `${site}/${node}`,
          type,
          text,
        ]),
    ),
    notifications.total,
  );

/** The report as text for people. */
export const printReport = (report: EvaluationReport): string =>
  [
    ...summary(report),
    ...section("Severities of what was raised (aim: 5 % high, 15 % medium, 80 % low)", priority(report)),
    ...section("Top offenders", offenders(report)),
    ...section("Still standing at the end", standing(report)),
    ...section("Lost communication", outages(report)),
    ...section(`Every ${report.timeline.spanMinutes} minutes`, timeline(report)),
    ...section("Told", told(report)),
  ].join("\n");
