import { useComputed } from "@preact/signals";
import type { BriefAlarmView } from "../../api/contract.ts";
import { headline } from "../alarms/headline.ts";
import { board } from "../live/board.ts";
import { Age } from "../parts/age.tsx";
import { severityRank } from "../parts/severity.ts";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { Instruction } from "./instruction.tsx";
import "./site-alarms.css";

const say = wordsOf({
  vi: {
    title: "Đang có gì",
    none: "Không có cảnh báo nào tại trạm này.",
    since: "đã",
    acknowledged: "đã xác nhận",
    symptom: "do nguyên nhân khác",
    shelved: "tạm ẩn: {reason}",
    maintenance: "đang bảo trì",
  },
  en: {
    title: "What is wrong",
    none: "No alarm at this site.",
    since: "for",
    acknowledged: "acknowledged",
    symptom: "explained by another alarm",
    shelved: "shelved: {reason}",
    maintenance: "in maintenance",
  },
});

const stateTexts = ({ operatorState, cause, shelf, maintenance }: BriefAlarmView): string =>
  [
    operatorState !== "none" && say("acknowledged"),
    cause !== null && say("symptom"),
    shelf !== null && say("shelved", { reason: shelf.reason }),
    maintenance !== null && say("maintenance"),
  ]
    .filter((text) => text !== false)
    .map((text) => ` · ${text}`)
    .join("");

const isQuiet = ({ cause, shelf, maintenance }: BriefAlarmView): boolean =>
  cause !== null || shelf !== null || maintenance !== null;

const byWeight = (one: BriefAlarmView, other: BriefAlarmView): number =>
  Number(isQuiet(one)) - Number(isQuiet(other)) ||
  severityRank(one.severity) - severityRank(other.severity) ||
  one.lastRaised.eventAt.localeCompare(other.lastRaised.eventAt);

/** What is wrong at a site and since when, the gravest first, with what to do about it. */
export const SiteAlarms = ({ site }: { readonly site: string }) => {
  const alarms = useComputed(() =>
    [...board.alarmsNow.values()].filter((alarm) => alarm.site === site).sort(byWeight),
  );
  return (
    <section class="panel stack" aria-labelledby="site-alarms">
      <h2 id="site-alarms">{say("title")}</h2>
      {alarms.value.length === 0 && <p class="quiet">{say("none")}</p>}
      <ul class="site-alarms">
        {alarms.value.map((alarm) => (
          <li key={alarm.id} class={isQuiet(alarm) ? "is-hatched" : ""}>
            <SeverityMark severity={alarm.severity} flashes={alarm.operatorState === "none"} />
            <div>
              <a href={fillPath(pagePaths.alarm, { id: alarm.id })}>
                <bdi>{headline(inLanguage(alarm.text))}</bdi>
              </a>{" "}
              <span class="quiet small">
                {alarm.node} · {say("since")} <Age at={alarm.lastRaised.eventAt} />
                {stateTexts(alarm)}
              </span>
              <Instruction type={alarm.type} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
};
