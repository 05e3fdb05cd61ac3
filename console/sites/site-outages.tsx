import type { OutageView } from "../../api/contract.ts";
import { causeText } from "../outages/cause.ts";
import { MoreButton } from "../parts/more-button.tsx";
import { TableRegion } from "../parts/table-region.tsx";
import { withQuery } from "../request/request.ts";
import { usePages } from "../request/use-pages.ts";
import { localTime } from "../time/instant.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";

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

const columns = ["subject", "from", "to", "minutes", "cause"] as const;

/** The ledger of one site, newest first. */
export const SiteOutages = ({ site }: { readonly site: string }) => {
  const list = usePages<OutageView>(withQuery("/api/v1/outages", { site }), 20);
  return (
    <section class="panel stack" aria-labelledby="site-outages">
      <h2 id="site-outages">{say("title")}</h2>
      {list.items.length > 0 && (
        <TableRegion label={say("title")}>
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" class={column === "minutes" ? "number" : ""}>
                    {say(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {list.items.map((outage) => (
                <tr key={outage.id}>
                  <td>{outage.node ?? say("whole")}</td>
                  <td>{localTime(outage.from)}</td>
                  <td>{outage.to === null ? <strong>{say("lasts")}</strong> : localTime(outage.to)}</td>
                  <td class="number">{numberText(outage.minutes, 1)}</td>
                  <td>{causeText(outage.class)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
      <MoreButton list={list} empty={say("none")} />
    </section>
  );
};
