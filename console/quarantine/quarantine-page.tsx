import type { QuarantineView } from "../../api/contract.ts";
import { ListTable } from "../parts/list-table.tsx";
import { LongText } from "../parts/long-text.tsx";
import { SiteLink } from "../parts/site-link.tsx";
import { withQuery } from "../request/request.ts";
import { usePages } from "../request/use-pages.ts";
import { address, setQuery } from "../router/place.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { reasonText } from "./reason-text.ts";

const say = wordsOf({
  vi: {
    title: "Bản tin không hiểu được",
    about: "Đã nhận, giữ nguyên và đếm: thiết bị không phải gửi lại, không gì bị mất lặng lẽ.",
    site: "Trạm",
    filter: "Mã trạm",
    at: "Nhận lúc",
    device: "Thiết bị",
    topic: "Chủ đề",
    reason: "Lý do",
    detail: "Chi tiết",
    payload: "Nội dung",
    none: "Không có bản tin nào: mọi thứ thiết bị gửi đều hiểu được.",
  },
  en: {
    title: "Quarantine",
    about: "Taken, kept and counted: no device sends it again, nothing is lost in silence.",
    site: "Site",
    filter: "Site code",
    at: "Received",
    device: "Device",
    topic: "Topic",
    reason: "Reason",
    detail: "Detail",
    payload: "What was sent",
    none: "Nothing here: all that devices sent was understood.",
  },
});

/** What devices sent and nobody understood. */
export const QuarantinePage = () => {
  const site = address.value.query.get("site") ?? "";
  const list = usePages<QuarantineView>(withQuery("/api/v1/quarantine", { site }));
  return (
    <>
      <h1>{say("title")}</h1>
      <p class="quiet">{say("about")}</p>
      <label>
        {say("filter")}{" "}
        <input
          type="search"
          value={site}
          onChange={({ currentTarget }) => setQuery({ site: currentTarget.value })}
        />
      </label>
      <ListTable
        label={say("title")}
        list={list}
        keyOf={({ id }) => id}
        empty={say("none")}
        columns={[
          { title: say("at"), cell: ({ receivedAt }) => localTime(receivedAt) },
          { title: say("site"), cell: (row) => <SiteLink site={row.site} /> },
          { title: say("device"), cell: ({ device }) => device },
          { title: say("reason"), cell: ({ reason }) => reasonText(reason) },
          { title: say("detail"), cell: ({ detail }) => <LongText text={detail} /> },
          { title: say("topic"), cell: ({ topic }) => <LongText text={topic} /> },
          { title: say("payload"), cell: ({ payload }) => <LongText text={payload} /> },
        ]}
      />
    </>
  );
};
