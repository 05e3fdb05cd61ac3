import type { ComponentChildren } from "preact";
import { isStale } from "../live/freshness.ts";
import { mustLogInAgain, viewer } from "../session/session.ts";
import { durationText } from "../time/duration.ts";
import { clockTime, hourMinute, localDate, localTime } from "../time/instant.ts";
import { now } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import type { SiteSnapshot } from "./kept-site.ts";
import { freshSites } from "./site-feed.ts";

const say = wordsOf({
  vi: {
    live: "Số liệu trực tiếp · {at} +07",
    kept: "Số liệu lúc {at}, {age} trước",
    none: "Chưa có số liệu trên máy này",
    unreachable: "không kết nối được máy chủ",
    reading: "đang tải số liệu mới",
    ended: "phiên đã hết, đăng nhập để tải số liệu mới",
  },
  en: {
    live: "Live data · {at} +07",
    kept: "Data of {at}, {age} ago",
    none: "No data on this device yet",
    unreachable: "the platform can't be reached",
    reading: "loading new data",
    ended: "your session has ended: log in to load new data",
  },
});

/** Whether what is shown of a site is the present. */
export const isLive = (code: string): boolean =>
  viewer.value.kind === "somebody" && freshSites.value.has(code) && !isStale.value;

const atText = (atMs: number): string =>
  localDate(atMs) === localDate(now.value) ? hourMinute(atMs) : `${localDate(atMs)} ${hourMinute(atMs)}`;

/** When some data was the present, and how long ago: `số liệu lúc 10:04, 2 giờ trước`. */
export const keptText = ({ readAtMs }: Pick<SiteSnapshot, "readAtMs">): string =>
  say("kept", { at: atText(readAtMs), age: durationText(now.value - readAtMs) });

const whyOld = (): "ended" | "reading" | "unreachable" => {
  if (mustLogInAgain.value) return "ended";
  return viewer.value.kind === "somebody" && !isStale.value ? "reading" : "unreachable";
};

interface Properties {
  readonly code: string;
  readonly snapshot: SiteSnapshot | null;
  /** Goes behind the age of what is the present. */
  readonly children: ComponentChildren;
}

/** Says how old the data of a site are; old ones stand out, since they are never the present. */
export const DataAge = ({ code, snapshot, children }: Properties) => {
  const isPresent = snapshot !== null && isLive(code);
  const kept = snapshot === null ? say("none") : keptText(snapshot);
  return (
    <p
      role="status"
      class={isPresent ? "data-age quiet" : "data-age is-old"}
      title={snapshot === null ? "" : localTime(snapshot.readAtMs)}
    >
      {isPresent ? (
        <>
          {say("live", { at: clockTime(now.value) })} · {children}
        </>
      ) : (
        `${kept} · ${say(whyOld())}`
      )}
    </p>
  );
};
