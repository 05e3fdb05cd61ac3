import { useEffect } from "preact/hooks";
import type { BriefAlarmView } from "../../api/contract.ts";
import { Age } from "../parts/age.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { SiteLink } from "../parts/site-link.tsx";
import { pagePaths } from "../paths.ts";
import { usePages } from "../request/use-pages.ts";
import { fillPath } from "../router/match.ts";
import { numberText } from "../words/number.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { headline } from "./headline.ts";

const say = wordsOf({
  vi: {
    title: "Hệ quả ({count})",
    list: "Bảng hệ quả",
    none: "Cảnh báo này không kéo theo cảnh báo nào.",
    severity: "Mức",
    age: "Đã",
    site: "Trạm",
    text: "Nội dung",
    reason: "Vì sao là hệ quả",
  },
  en: {
    title: "Consequences ({count})",
    list: "Table of consequences",
    none: "This alarm explains no other.",
    severity: "Severity",
    age: "Age",
    site: "Site",
    text: "Text",
    reason: "Why it is one",
  },
});

/** The alarms that this one explains, each with the reason in words. */
export const AlarmSymptoms = ({ alarm }: { readonly alarm: BriefAlarmView }) => {
  const list = usePages<BriefAlarmView>(`/api/v1/alarms/${alarm.id}/symptoms?brief=true`);
  useEffect(list.reload, [alarm.symptomCount]);
  return (
    <section class="panel stack" aria-labelledby="symptoms-title">
      <h2 id="symptoms-title">{say("title", { count: numberText(alarm.symptomCount) })}</h2>
      <ListTable
        label={say("list")}
        columns={[
          {
            title: say("severity"),
            cell: ({ severity, isCleared }) => <SeverityMark severity={isCleared ? "cleared" : severity} />,
          },
          { title: say("age"), cell: ({ lastRaised }) => <Age at={lastRaised.eventAt} /> },
          { title: say("site"), cell: ({ site }) => <SiteLink site={site} /> },
          {
            title: say("text"),
            cell: ({ id, text }) => (
              <a href={fillPath(pagePaths.alarm, { id })}>
                <bdi>{headline(inLanguage(text))}</bdi>
              </a>
            ),
          },
          { title: say("reason"), cell: ({ cause }) => cause && <bdi>{inLanguage(cause.reason)}</bdi> },
        ]}
        list={list}
        keyOf={({ id }) => id}
        empty={say("none")}
      />
    </section>
  );
};
