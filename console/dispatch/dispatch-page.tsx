import { useEffect } from "preact/hooks";
import type { DepartureView } from "../../api/contract.ts";
import { actorText } from "../parts/actor-text.ts";
import { ListTable } from "../parts/list-table.tsx";
import { SiteLink } from "../parts/site-link.tsx";
import { usePages } from "../request/use-pages.ts";
import { durationText } from "../time/duration.ts";
import { hourMinute } from "../time/instant.ts";
import { now } from "../time/server-clock.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    title: "Điều động ứng cứu",
    about: "Trạm đang chạy ắc quy, theo thứ tự phải lên đường.",
    site: "Trạm",
    leave: "Phải đi trước",
    late: "QUÁ GIỜ {duration}",
    within: "còn {duration}",
    unknown: "chưa rõ",
    left: "Còn điện (phút)",
    travel: "Đường đi (phút)",
    behind: "Phụ thuộc",
    behindText: "{sites} trạm, {hamlets} thôn ấp, {people} người",
    who: "Ai đang lo",
    "on-the-way": "{actor} đang trên đường",
    "on-site": "{actor} ở trạm",
    fixed: "{actor} đã khắc phục",
    nobody: "chưa ai",
    none: "Không trạm nào đang chạy ắc quy.",
  },
  en: {
    title: "Dispatch",
    about: "Sites on battery in the order in which help must leave.",
    site: "Site",
    leave: "Leave before",
    late: "TOO LATE by {duration}",
    within: "{duration} left",
    unknown: "unknown",
    left: "Battery left (min)",
    travel: "Travel (min)",
    behind: "Depends on it",
    behindText:
      "{sites} {sites|site|sites}, {hamlets} {hamlets|hamlet|hamlets}, {people} {people|person|people}",
    who: "Who cares for it",
    "on-the-way": "{actor} is on the way",
    "on-site": "{actor} is there",
    fixed: "{actor} fixed it",
    nobody: "nobody yet",
    none: "No site is on battery.",
  },
});

const renewEveryMs = 30_000;

const Leave = ({ leaveBy }: Pick<DepartureView, "leaveBy">) => {
  if (leaveBy === null) return <span class="quiet">{say("unknown")}</span>;
  const leftMs = Date.parse(leaveBy) - now.value;
  return (
    <>
      <strong>{hourMinute(leaveBy)}</strong>{" "}
      {leftMs < 0 ? (
        <strong>{say("late", { duration: durationText(-leftMs) })}</strong>
      ) : (
        say("within", { duration: durationText(leftMs) })
      )}
    </>
  );
};

const bandText = ({ p10, p50, p90 }: DepartureView["forecast"]): string =>
  p10 === null || p50 === null || p90 === null
    ? say("unknown")
    : `${numberText(p50, 0)} (${numberText(p10, 0)}–${numberText(p90, 0)})`;

const behindText = ({ sitesBehind, hamletsBehind, populationBehind }: DepartureView): string =>
  say("behindText", {
    sites: numberText(sitesBehind, 0),
    hamlets: numberText(hamletsBehind, 0),
    people: numberText(populationBehind, 0),
  });

const visitorText = ({ visitors }: DepartureView): string =>
  visitors.length === 0
    ? say("nobody")
    : visitors.map(({ actor, kind }) => say(kind, { actor: actorText(actor) })).join(", ");

/** Sites on battery, the one whose help must leave first on top. */
export const DispatchPage = () => {
  const list = usePages<DepartureView>("/api/v1/dispatch", 200);
  useEffect(() => {
    const timer = setInterval(list.reload, renewEveryMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <h1>{say("title")}</h1>
      <p class="quiet">{say("about")}</p>
      <ListTable
        label={say("title")}
        list={list}
        keyOf={({ site }) => site}
        empty={say("none")}
        columns={[
          { title: say("site"), cell: ({ site }) => <SiteLink site={site} /> },
          { title: say("leave"), cell: ({ leaveBy }) => <Leave leaveBy={leaveBy} /> },
          { title: say("left"), cell: ({ forecast }) => bandText(forecast) },
          { title: say("travel"), cell: ({ travelMinutes }) => travelMinutes, isNumber: true },
          { title: say("behind"), cell: behindText },
          { title: say("who"), cell: visitorText },
        ]}
      />
    </>
  );
};
