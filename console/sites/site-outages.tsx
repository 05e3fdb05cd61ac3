import type { OutageView } from "../../api/contract.ts";
import { causeText } from "../outages/cause.ts";
import type { Column } from "../parts/data-table.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { withQuery } from "../request/request.ts";
import { usePages } from "../request/use-pages.ts";
import { localTime } from "../time/instant.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { SiteAvailability } from "./site-availability.tsx";

const say = wordsOf({
  vi: {
    title: "Mất liên lạc đã ghi",
    subject: "Phần tử",
    from: "Từ",
    to: "Đến",
    minutes: "Phút",
    cause: "Nguyên nhân",
    whole: "cả trạm",
    lasts: "chưa hết",
    none: "Chưa có lần mất liên lạc nào.",
  },
  en: {
    title: "Outages on record",
    subject: "Part",
    from: "From",
    to: "To",
    minutes: "Minutes",
    cause: "Cause",
    whole: "whole site",
    lasts: "still on",
    none: "No outage on record.",
  },
});

const columns = (): readonly Column<OutageView>[] => [
  { title: say("subject"), cell: ({ node }) => node ?? say("whole") },
  { title: say("from"), cell: ({ from }) => localTime(from) },
  { title: say("to"), cell: ({ to }) => (to === null ? <strong>{say("lasts")}</strong> : localTime(to)) },
  { title: say("minutes"), cell: ({ minutes }) => numberText(minutes, 1), isNumber: true },
  { title: say("cause"), cell: (outage) => causeText(outage.class) },
];

/** The ledger of one site, newest first. */
export const SiteOutages = ({ site }: { readonly site: string }) => {
  const list = usePages<OutageView>(withQuery("/api/v1/outages", { site }), 20);
  return (
    <section class="panel stack" aria-labelledby="site-outages">
      <h2 id="site-outages">{say("title")}</h2>
      <SiteAvailability site={site} />
      <ListTable
        label={say("title")}
        columns={columns()}
        list={list}
        keyOf={({ id }) => id}
        empty={say("none")}
      />
    </section>
  );
};
