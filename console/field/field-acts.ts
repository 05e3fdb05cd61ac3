import type { BriefAlarmView, ChecklistView, VisitView } from "../../api/contract.ts";
import { headline } from "../alarms/headline.ts";
import type { Wish } from "../outbox/outbox.ts";
import { inLanguage, wordsOf } from "../words/words.ts";

/** What a technician tells about being at a site, in the order of a visit. */
export const visitKinds = ["on-the-way", "on-site", "fixed", "left"] as const satisfies readonly VisitKind[];
/** One of `visitKinds`. */
export type VisitKind = VisitView["kind"];

const say = wordsOf({
  vi: {
    "on-the-way": "Tôi đang đi",
    "on-site": "Tôi tới trạm",
    fixed: "Đã khắc phục",
    left: "Tôi rời trạm",
    note: "Ghi chú",
    acknowledge: "Xác nhận",
    photo: "Ảnh",
    checklist: "Kiểm tra xong: {title}",
    partly: "Kiểm tra {done}/{all}: {title}",
  },
  en: {
    "on-the-way": "On my way",
    "on-site": "I am on site",
    fixed: "Fixed",
    left: "I left the site",
    note: "Note",
    acknowledge: "Acknowledge",
    photo: "Photo",
    checklist: "Checked: {title}",
    partly: "Checked {done} of {all}: {title}",
  },
});

/** A visit in the words of the person who makes it. */
export const visitText = (kind: VisitKind): string => say(kind);

const sitePath = (site: string, list: string): string => `/api/v1/sites/${encodeURIComponent(site)}/${list}`;

/** Subject of visits of a site in the outbox. */
export const visitSubject = (site: string): string => `visit ${site}`;
/** Subject of photos of a site in the outbox. */
export const photoSubject = (site: string): string => `photo ${site}`;

const noteOf = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** Asks to tell of a visit, with a note if there is one. */
export const visitWish = (site: string, kind: VisitKind, note = ""): Wish => ({
  method: "POST",
  path: sitePath(site, "visits"),
  body: { kind, note: noteOf(note) },
  toldAt: "body",
  subject: visitSubject(site),
  label: `${site}: ${say(kind)}`,
});

/** Asks to acknowledge an alarm, with a note if there is one. */
export const acknowledgeWish = (alarm: BriefAlarmView, note: string): Wish => ({
  method: "POST",
  path: `/api/v1/alarms/${alarm.id}/acknowledge`,
  body: { note: noteOf(note) },
  toldAt: "body",
  subject: alarm.id,
  label: `${alarm.site}: ${say("acknowledge")} ${headline(inLanguage(alarm.text))}`,
});

/** Asks to say something about an alarm. */
export const commentWish = (alarm: BriefAlarmView, note: string): Wish => ({
  ...acknowledgeWish(alarm, note),
  path: `/api/v1/alarms/${alarm.id}/comment`,
  label: `${alarm.site}: ${say("note")} ${headline(inLanguage(alarm.text))}`,
});

/** Characters of a caption that the platform takes. */
const captionCharactersMax = 500;

/** Asks to keep a photo. */
export const photoWish = (site: string, photo: Blob, caption: string): Wish => {
  const words = caption.trim().slice(0, captionCharactersMax);
  const query = words === "" ? "" : `?caption=${encodeURIComponent(words)}`;
  return {
    method: "POST",
    path: `${sitePath(site, "photos")}${query}`,
    body: photo,
    toldAt: "query",
    subject: photoSubject(site),
    label: `${site}: ${say("photo")}${words === "" ? "" : ` "${words}"`}`,
  };
};

/** A checklist with its ticks in words, at most `charactersMax` long: what the desk reads in the visit's note. */
export const checklistNote = (
  { title, steps }: ChecklistView,
  done: readonly number[],
  charactersMax: number,
): string => {
  const ticked = new Set(done);
  const count = steps.filter((_, index) => ticked.has(index)).length;
  const values = { title: inLanguage(title), done: count, all: steps.length };
  const lines = steps.map((step, index) => `${ticked.has(index) ? "✓" : "–"} ${inLanguage(step)}`);
  const head = say(count === steps.length ? "checklist" : "partly", values);
  return [head, ...lines].join("\n").slice(0, charactersMax);
};
