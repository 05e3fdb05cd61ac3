import type { Severity } from "../../telemetry/severity.ts";
import type { AlarmEvent, Bilingual } from "../alarm.ts";

/** One of the languages of texts. */
export type Language = keyof Bilingual;

/** Why a notification is made. */
export type TellingKind = "alarm" | "repeat" | "escalation" | "digest";

/** Severities as people read them. */
export const severityWords: Readonly<Record<Severity, Bilingual>> = {
  critical: { vi: "Nghiêm trọng", en: "Critical" },
  major: { vi: "Lớn", en: "Major" },
  minor: { vi: "Nhỏ", en: "Minor" },
  warning: { vi: "Cảnh báo", en: "Warning" },
  indeterminate: { vi: "Chưa xác định", en: "Indeterminate" },
};

/** Events as people read them. */
export const eventWords: Readonly<Record<AlarmEvent, Bilingual>> = {
  raised: { vi: "Cảnh báo mới", en: "New alarm" },
  updated: { vi: "Thay đổi", en: "Changed" },
  cleared: { vi: "Đã hết", en: "Cleared" },
  acknowledged: { vi: "Đã xác nhận", en: "Acknowledged" },
  unacknowledged: { vi: "Bỏ xác nhận", en: "No longer acknowledged" },
  assigned: { vi: "Đã giao việc", en: "Assigned" },
  commented: { vi: "Ghi chú", en: "Comment" },
  shelved: { vi: "Tạm ẩn", en: "Shelved" },
  unshelved: { vi: "Hiện lại", en: "Shown again" },
  closed: { vi: "Đã đóng", en: "Closed" },
  "operator-cleared": { vi: "Đã hết (trực ca báo)", en: "Cleared by an operator" },
  ticketed: { vi: "Đã gắn phiếu", en: "Ticket set" },
  suppressed: { vi: "Là hệ quả", en: "Now a symptom" },
  unsuppressed: { vi: "Không còn là hệ quả", en: "No longer a symptom" },
  "out-of-service": { vi: "Vào bảo trì", en: "In maintenance" },
  "in-service": { vi: "Hết bảo trì", en: "Out of maintenance" },
  flapping: { vi: "Chập chờn", en: "Flapping" },
  steady: { vi: "Đã ổn định", en: "Steady" },
};

/** What stands in place of the event when a telling is no first one. */
export const kindWords: Readonly<Record<"repeat" | "escalation", Bilingual>> = {
  repeat: { vi: "Vẫn còn", en: "Still standing" },
  escalation: { vi: "Chưa ai xác nhận", en: "Nobody has acknowledged" },
};

const zoneMs = 7 * 3_600_000;

/** An instant as people in Vietnam read it: `dd/MM/yyyy HH:mm +07`. */
export const localTime = (atMs: number): string => {
  const shifted = new Date(atMs + zoneMs).toISOString();
  return `${shifted.slice(8, 10)}/${shifted.slice(5, 7)}/${shifted.slice(0, 4)} ${shifted.slice(11, 16)} +07`;
};

const dayMinutes = 24 * 60;

/** A span in the two largest units that it fills: "42 min", "3 h 5 min", "2 d 4 h". */
export const spanWords = (spanMs: number, language: Language): string => {
  const unit = language === "vi" ? { d: "ngày", h: "giờ", m: "phút" } : { d: "d", h: "h", m: "min" };
  const minutes = Math.max(0, Math.floor(spanMs / 60_000));
  if (minutes < 60) return `${minutes} ${unit.m}`;
  if (minutes < dayMinutes) return `${Math.floor(minutes / 60)} ${unit.h} ${minutes % 60} ${unit.m}`;
  return `${Math.floor(minutes / dayMinutes)} ${unit.d} ${Math.floor((minutes % dayMinutes) / 60)} ${unit.h}`;
};

/** A number to two decimals; in Vietnamese with a decimal comma and thousands in dots. */
export const numberWords = (value: number, language: Language): string => {
  const [whole = "", decimals] = String(Math.round(Math.abs(value) * 100) / 100).split(".");
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, language === "vi" ? "." : ",");
  const sign = value < 0 ? "-" : "";
  return `${sign}${grouped}${decimals === undefined ? "" : `${language === "vi" ? "," : "."}${decimals}`}`;
};

/** So many of something: "1 site", "3 sites"; Vietnamese nouns stay as they are. */
export const countWords = (count: number, noun: Bilingual, language: Language): string => {
  const plural = language === "en" && count !== 1 ? "s" : "";
  return `${numberWords(count, language)} ${noun[language]}${plural}`;
};
