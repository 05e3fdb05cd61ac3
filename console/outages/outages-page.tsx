import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { OutageView } from "../../api/contract.ts";
import { onFrame } from "../live/live.ts";
import { onActDone } from "../outbox/sender.ts";
import { ListTable } from "../parts/list-table.tsx";
import { SiteLink } from "../parts/site-link.tsx";
import { withQuery } from "../request/request.ts";
import { type PagedList, usePages } from "../request/use-pages.ts";
import { address } from "../router/place.ts";
import { hasRole } from "../session/session.ts";
import { localTime } from "../time/instant.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { causeText } from "./cause.ts";
import { CorrectionDialog } from "./correction-dialog.tsx";
import { OutageFilters, outageQuery } from "./outage-filters.tsx";
import { OutageTotals } from "./outage-totals.tsx";

const say = wordsOf({
  vi: {
    title: "Sổ mất liên lạc",
    site: "Trạm",
    part: "Phần tử",
    whole: "cả trạm",
    from: "Từ",
    to: "Đến",
    lasts: "chưa hết",
    minutes: "Phút",
    cause: "Nguyên nhân",
    corrected: "đã sửa {count} lần",
    by: "Xác nhận bởi",
    alarm: "cảnh báo",
    backfill: "số liệu gửi bù",
    operator: "người trực",
    platform: "hệ thống ngừng",
    correct: "Sửa nguyên nhân",
    none: "Không có lần mất liên lạc nào trong khoảng này.",
    act: "Việc",
  },
  en: {
    title: "Outage ledger",
    site: "Site",
    part: "Part",
    whole: "whole site",
    from: "From",
    to: "To",
    lasts: "still on",
    minutes: "Minutes",
    cause: "Cause",
    corrected: "corrected {count} {count|time|times}",
    by: "Confirmed by",
    alarm: "alarm",
    backfill: "data sent later",
    operator: "operator",
    platform: "platform was down",
    correct: "Correct the cause",
    none: "No outage in this period.",
    act: "Act",
  },
});

const Cause = ({ outage }: { readonly outage: OutageView }) => (
  <>
    {causeText(outage.class)}
    {outage.corrections.length > 0 && (
      <span
        class="quiet small"
        title={outage.corrections.map(({ before, reason }) => `${causeText(before)}: ${reason}`).join("\n")}
      >
        {" "}
        ({say("corrected", { count: outage.corrections.length })})
      </span>
    )}
  </>
);

/** The list follows what opens, closes and is corrected, at most once a second. */
const useRenewal = (list: PagedList<OutageView>): void => {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renewSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        list.reload();
      }, 1_000);
    };
    const stopFrames = onFrame(({ event }) => event === "outages" && renewSoon());
    const stopActs = onActDone(renewSoon);
    return () => {
      clearTimeout(timer);
      stopFrames();
      stopActs();
    };
  }, []);
};

/** The ledger of lost minutes: what was out, how long, and why. */
export const OutagesPage = () => {
  const query = outageQuery(address.value.query);
  const list = usePages<OutageView>(withQuery("/api/v1/outages", query));
  const corrected = useSignal<OutageView | null>(null);
  useRenewal(list);
  return (
    <>
      <h1>{say("title")}</h1>
      <OutageFilters />
      <OutageTotals items={list.items} isWhole={!list.hasMore} />
      <ListTable
        label={say("title")}
        list={list}
        keyOf={({ id }) => id}
        empty={say("none")}
        columns={[
          { title: say("site"), cell: ({ site }) => <SiteLink site={site} /> },
          { title: say("part"), cell: ({ node }) => node ?? say("whole") },
          { title: say("from"), cell: ({ from }) => localTime(from) },
          {
            title: say("to"),
            cell: ({ to }) => (to === null ? <strong>{say("lasts")}</strong> : localTime(to)),
          },
          { title: say("minutes"), cell: ({ minutes }) => numberText(minutes, 1, 1), isNumber: true },
          { title: say("cause"), cell: (outage) => <Cause outage={outage} /> },
          { title: say("by"), cell: ({ confirmedBy }) => say(confirmedBy) },
          {
            title: say("act"),
            cell: (outage) =>
              hasRole("admin", "noc-operator") && (
                <button
                  type="button"
                  onClick={() => {
                    corrected.value = outage;
                  }}
                >
                  {say("correct")}
                </button>
              ),
          },
        ]}
      />
      {corrected.value !== null && (
        <CorrectionDialog
          outage={corrected.value}
          onClose={() => {
            corrected.value = null;
          }}
        />
      )}
    </>
  );
};
