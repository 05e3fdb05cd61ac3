import type { BriefAlarmView } from "../../api/contract.ts";
import type { Wish } from "../outbox/outbox.ts";
import { serverNowMs } from "../time/server-clock.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { headline } from "./headline.ts";

/** What a person can do to alarms. */
export type AlarmAct =
  | {
      readonly kind: "acknowledge" | "unacknowledge" | "unshelve" | "close" | "clear";
      readonly note: string | null;
    }
  | { readonly kind: "comment"; readonly note: string }
  | { readonly kind: "shelve"; readonly note: string; readonly until: string }
  | { readonly kind: "assign"; readonly note: string | null; readonly assignee: string | null }
  | { readonly kind: "ticket"; readonly note: string | null; readonly ticket: string | null };

/** Name of an act. */
export type ActKind = AlarmAct["kind"];

/** Most alarms that one request may name; the platform's own limit. */
const bulkAlarmsMax = 1_000;

const say = wordsOf({
  vi: {
    acknowledge: "Xác nhận",
    unacknowledge: "Bỏ xác nhận",
    unshelve: "Hiện lại",
    close: "Đóng",
    clear: "Kết thúc",
    comment: "Ghi chú",
    shelve: "Tạm ẩn",
    assign: "Giao việc",
    ticket: "Gắn phiếu",
    many: "{act}: {count} cảnh báo",
    one: "{act}: {site} {text}",
  },
  en: {
    acknowledge: "Acknowledge",
    unacknowledge: "Unacknowledge",
    unshelve: "Unshelve",
    close: "Close",
    clear: "Clear",
    comment: "Note",
    shelve: "Shelve",
    assign: "Assign",
    ticket: "Set ticket",
    many: "{act}: {count} {count|alarm|alarms}",
    one: "{act}: {site} {text}",
  },
});

/** An act in a word or two. */
export const actText = (kind: ActKind): string => say(kind);

/** An act may wait a day in the outbox: the platform is told when the person did it. */
const told = (): { readonly occurredAt: string } => ({ occurredAt: new Date(serverNowMs()).toISOString() });

const oneWish = ({ kind, ...facts }: AlarmAct, alarm: BriefAlarmView): Wish => ({
  method: "POST",
  path: `/api/v1/alarms/${alarm.id}/${kind}`,
  body: { ...facts, ...told() },
  subject: alarm.id,
  label: say("one", { act: say(kind), site: alarm.site, text: headline(inLanguage(alarm.text)) }),
});

const manyWish = ({ kind, ...facts }: AlarmAct, ids: readonly string[]): Wish => ({
  method: "POST",
  path: "/api/v1/alarms/actions",
  body: { ...facts, ...told(), action: kind, ids },
  subject: "alarms",
  label: say("many", { act: say(kind), count: ids.length }),
});

/** What the outbox is asked for to do this to these alarms: one request for each thousand of them. */
export const wishesOf = (act: AlarmAct, alarms: readonly BriefAlarmView[]): readonly Wish[] => {
  const [first, second] = alarms;
  if (first !== undefined && second === undefined) return [oneWish(act, first)];
  const ids = [...new Set(alarms.map(({ id }) => id))];
  return Array.from({ length: Math.ceil(ids.length / bulkAlarmsMax) }, (_, part) =>
    manyWish(act, ids.slice(part * bulkAlarmsMax, (part + 1) * bulkAlarmsMax)),
  );
};
