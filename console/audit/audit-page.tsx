import type { AuditView } from "../../api/contract.ts";
import { actorText } from "../parts/actor-text.ts";
import { ListTable } from "../parts/list-table.tsx";
import { LongText } from "../parts/long-text.tsx";
import { usePages } from "../request/use-pages.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    title: "Nhật ký thao tác",
    about: "Ai làm gì, mới nhất trước. Mã băm của mỗi dòng bao cả dòng trước, nên không thể sửa lén.",
    at: "Thời gian",
    actor: "Ai",
    action: "Việc",
    target: "Đối tượng",
    detail: "Chi tiết",
    hash: "Mã băm",
  },
  en: {
    title: "Audit log",
    about:
      "Who did what, newest first. The hash of each line covers the one before: nothing is changed unseen.",
    at: "Time",
    actor: "Who",
    action: "What",
    target: "To what",
    detail: "Detail",
    hash: "Hash",
  },
});

/** Who did what on the platform. */
export const AuditPage = () => {
  const list = usePages<AuditView>("/api/v1/audit");
  return (
    <>
      <h1>{say("title")}</h1>
      <p class="quiet">{say("about")}</p>
      <ListTable
        label={say("title")}
        list={list}
        keyOf={({ sequence }) => String(sequence)}
        columns={[
          { title: "#", cell: ({ sequence }) => sequence, isNumber: true },
          { title: say("at"), cell: ({ at }) => localTime(at) },
          { title: say("actor"), cell: ({ actor }) => actorText(actor) },
          { title: say("action"), cell: ({ action }) => action },
          { title: say("target"), cell: ({ target }) => <LongText text={target} /> },
          { title: say("detail"), cell: ({ detail }) => <LongText text={detail} /> },
          { title: say("hash"), cell: ({ hash }) => <span class="mono small">{hash.slice(0, 12)}</span> },
        ]}
      />
    </>
  );
};
