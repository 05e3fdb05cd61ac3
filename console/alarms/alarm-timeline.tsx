import type { AlarmView } from "../../api/contract.ts";
import { LongText } from "../parts/long-text.tsx";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { actText } from "./alarm-acts.ts";
import { actorOf } from "./alarm-facts.ts";
import { type TimelineEntry, timelineOf } from "./timeline.ts";

const say = wordsOf({
  vi: {
    title: "Diễn biến",
    raised: "Phát sinh",
    updated: "Thay đổi",
    cleared: "Đã hết",
    device: "thiết bị báo lúc {at}",
    late: "làm lúc {at}, gửi sau",
    link: "qua liên kết trong tin nhắn",
    key: "qua khóa API",
    none: "Chưa có gì.",
  },
  en: {
    title: "History",
    raised: "Raised",
    updated: "Changed",
    cleared: "Cleared",
    device: "by the device at {at}",
    late: "done at {at}, sent later",
    link: "by the link of a message",
    key: "by an API key",
    none: "Nothing yet.",
  },
});

/** Times that are closer than this are the same for a reader, ms. */
const sameMs = 2_000;

const differs = (one: string, other: string): boolean =>
  Math.abs(Date.parse(one) - Date.parse(other)) > sameMs;

const ResourceEntry = ({ change }: Extract<TimelineEntry, { axis: "resource" }>) => {
  const { at, event, severity } = change;
  return (
    <>
      <SeverityMark severity={event === "cleared" ? "cleared" : severity} /> {say(event)}
      {differs(at.eventAt, at.receivedAt) && (
        <span class="quiet small"> · {say("device", { at: localTime(at.eventAt) })}</span>
      )}
    </>
  );
};

const OperatorEntry = ({ change }: Extract<TimelineEntry, { axis: "operator" }>) => {
  const { actor, action, note, value, at, occurredAt } = change;
  const { origin, name } = actorOf(actor);
  return (
    <>
      <strong>{actText(action)}</strong>
      {value !== null && (
        <>
          {" "}
          <bdi>{action === "shelve" ? localTime(value) : value}</bdi>
        </>
      )}{" "}
      · <bdi>{name}</bdi>
      {origin !== "user" && ` (${say(origin)})`}
      {occurredAt !== null && differs(occurredAt, at) && (
        <span class="quiet small"> · {say("late", { at: localTime(occurredAt) })}</span>
      )}
      {note !== null && (
        <p>
          <LongText text={note} />
        </p>
      )}
    </>
  );
};

/** What the resource did and what people did, the newest first. */
export const AlarmTimeline = ({ alarm }: { readonly alarm: AlarmView }) => {
  const entries = timelineOf(alarm);
  return (
    <section class="panel stack" aria-labelledby="timeline-title">
      <h2 id="timeline-title">{say("title")}</h2>
      {entries.length === 0 && <p class="quiet">{say("none")}</p>}
      <ol class="timeline">
        {entries.map((entry, place) => (
          <li key={`${entry.axis} ${entry.at} ${entries.length - place}`}>
            <time dateTime={entry.at} class="small">
              {localTime(entry.at)}
            </time>
            <div>
              {entry.axis === "resource" ? <ResourceEntry {...entry} /> : <OperatorEntry {...entry} />}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
};
