import type { Alarm, Bilingual } from "../../alerts/alarm.ts";

/** What a page behind an acknowledge link can say. */
export type LinkState =
  | "confirm"
  | "done"
  | "used"
  | "taken"
  | "ended"
  | "expired"
  | "unknown"
  | "exhausted"
  | "unavailable";

/** HTTP status of each page. */
export const linkStatus: Readonly<Record<LinkState, number>> = {
  confirm: 200,
  done: 200,
  used: 410,
  taken: 409,
  ended: 409,
  expired: 410,
  unknown: 404,
  exhausted: 503,
  unavailable: 503,
};

const sentences: Readonly<Record<LinkState, Bilingual>> = {
  confirm: {
    vi: "Xác nhận rằng bạn đã biết cảnh báo này?",
    en: "Acknowledge that you know of this alarm?",
  },
  done: { vi: "Đã xác nhận. Cảm ơn bạn.", en: "Acknowledged. Thank you." },
  used: {
    vi: "Liên kết này đã được dùng. Mỗi liên kết chỉ dùng được một lần.",
    en: "This link has been used. Each link works once.",
  },
  taken: { vi: "Cảnh báo này đã có người xác nhận.", en: "Somebody has acknowledged this alarm already." },
  ended: {
    vi: "Cảnh báo mà liên kết này nói đến đã hết.",
    en: "The alarm that this link is about has ended.",
  },
  expired: {
    vi: "Liên kết đã hết hạn. Hãy xác nhận trong Trạm Canh.",
    en: "The link has expired. Acknowledge in Trạm Canh instead.",
  },
  unknown: {
    vi: "Liên kết không đúng. Hãy mở lại từ thông báo.",
    en: "This is no acknowledge link. Open it again from the notification.",
  },
  exhausted: {
    vi: "Hôm nay đã dùng quá nhiều liên kết. Hãy xác nhận trong Trạm Canh.",
    en: "Too many links were used today. Acknowledge in Trạm Canh instead.",
  },
  unavailable: {
    vi: "Chưa ghi được. Hãy thử lại sau ít phút.",
    en: "It could not be written yet. Try again in some minutes.",
  },
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");

const paragraph = (text: string, language: keyof Bilingual): string =>
  `<p lang="${language}">${escaped(text)}</p>`;

const about = ({ site, node, text }: Alarm): string =>
  `<h2>${escaped(`${site} · ${node}`)}</h2>${paragraph(text.vi, "vi")}${paragraph(text.en, "en")}`;

/** The form leads back to the address that it came from. */
const form = '<form method="post"><button type="submit">Xác nhận / Acknowledge</button></form>';

/** A page without scripts and styles of its own: what the link does, and what it is about. */
export const linkPage = (state: LinkState, alarm: Alarm | undefined): string => {
  const { vi, en } = sentences[state];
  return [
    '<!doctype html><html lang="vi"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    "<title>Trạm Canh</title></head><body><main><h1>Trạm Canh</h1>",
    alarm === undefined ? "" : about(alarm),
    paragraph(vi, "vi"),
    paragraph(en, "en"),
    state === "confirm" ? form : "",
    "</main></body></html>",
  ].join("\n");
};
