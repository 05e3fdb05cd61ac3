import type { NotificationView } from "../../api/contract.ts";
import { perform } from "../outbox/sender.ts";
import { ListTable } from "../parts/list-table.tsx";
import { LongText } from "../parts/long-text.tsx";
import { withQuery } from "../request/request.ts";
import { usePages } from "../request/use-pages.ts";
import { address, setQuery } from "../router/place.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { Channels } from "./channels.tsx";

const say = wordsOf({
  vi: {
    title: "Thông báo đã gửi",
    outcome: "Kết quả",
    all: "tất cả",
    waiting: "đang chờ",
    retrying: "đang thử lại",
    delivered: "đã tới",
    dead: "bỏ cuộc",
    created: "Lúc",
    channel: "Kênh",
    attempts: "Số lần gửi",
    last: "Lần cuối",
    detail: "Bên nhận trả lời",
    again: "Gửi lại",
    sentAgain: "Gửi lại thông báo {id}",
    none: "Chưa có thông báo nào.",
    act: "Việc",
  },
  en: {
    title: "Notification log",
    outcome: "Outcome",
    all: "all",
    waiting: "waiting",
    retrying: "retrying",
    delivered: "delivered",
    dead: "given up",
    created: "At",
    channel: "Channel",
    attempts: "Attempts",
    last: "Last attempt",
    detail: "The receiver said",
    again: "Send again",
    sentAgain: "Send notification {id} again",
    none: "Nothing was sent yet.",
    act: "Act",
  },
});

const outcomes = ["waiting", "retrying", "delivered", "dead"] as const;

const sendAgain = ({ id }: NotificationView): void =>
  void perform({
    method: "POST",
    path: `/api/v1/notifications/${encodeURIComponent(id)}/retry`,
    body: {},
    subject: id,
    label: say("sentAgain", { id }),
  });

const Act = ({ notification }: { readonly notification: NotificationView }) =>
  notification.status === "dead" ? (
    <button type="button" onClick={() => sendAgain(notification)}>
      {say("again")}
    </button>
  ) : null;

/** What was told to whom and how it fared, with the health of the channels above. */
export const NotificationsPage = () => {
  const outcome = address.value.query.get("outcome") ?? "";
  const list = usePages<NotificationView>(withQuery("/api/v1/notifications", { outcome }));
  return (
    <>
      <h1>{say("title")}</h1>
      <Channels />
      <label>
        {say("outcome")}{" "}
        <select value={outcome} onChange={({ currentTarget }) => setQuery({ outcome: currentTarget.value })}>
          <option value="">{say("all")}</option>
          {outcomes.map((each) => (
            <option key={each} value={each}>
              {say(each)}
            </option>
          ))}
        </select>
      </label>
      <ListTable
        label={say("title")}
        list={list}
        keyOf={({ id }) => id}
        empty={say("none")}
        columns={[
          { title: say("created"), cell: ({ createdAt }) => localTime(createdAt) },
          { title: say("channel"), cell: ({ channel }) => channel },
          { title: say("outcome"), cell: ({ status }) => say(status) },
          { title: say("attempts"), cell: ({ attempts }) => attempts, isNumber: true },
          {
            title: say("last"),
            cell: ({ lastAttemptAt }) => (lastAttemptAt === null ? "–" : localTime(lastAttemptAt)),
          },
          { title: say("detail"), cell: ({ detail }) => detail && <LongText text={detail} /> },
          { title: say("act"), cell: (each) => <Act notification={each} /> },
        ]}
      />
    </>
  );
};
