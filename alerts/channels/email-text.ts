import type { Severity } from "../../telemetry/severity.ts";
import { localTime } from "../notification/words.ts";
import { cut, type Message } from "./message.ts";
import type { Language } from "./surroundings.ts";

/** Longest subject, in UTF-16 units. */
const subjectUnitsMax = 200;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => entities[each] ?? each);

const colours: Readonly<Record<Severity, string>> = {
  critical: "#b00020",
  major: "#c75000",
  minor: "#8a6d00",
  warning: "#1d5fa7",
  indeterminate: "#555555",
};
const clearedColour = "#1b7a3d";
const plainColour = "#333333";

const words = {
  vi: { open: "Mở để xử lý", sent: "Trạm Canh gửi lúc" },
  en: { open: "Open to act on it", sent: "Sent by Trạm Canh at" },
} as const;

/** A message as an e-mail's subject, text and HTML. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Writes a message as an e-mail; everything from outside is escaped. */
export const mailText = (message: Message, prefix: string, of: Language): MailText => {
  const { title, text, link, alarm, sentAt } = message;
  const { open, sent } = words[of];
  const alarmColour = alarm === null ? plainColour : colours[alarm.severity];
  const colour = alarm?.isCleared === true ? clearedColour : alarmColour;
  const footer = `${sent} ${localTime(Date.parse(sentAt))}`;
  const button =
    link === null ? "" : `<p><a href="${escaped(link)}" style="color:${colour}">${escaped(open)}</a></p>\n`;
  const html = `<!doctype html>
<html lang="${of}"><body style="font-family:sans-serif;color:#222">
<h2 style="border-left:6px solid ${colour};padding-left:10px">${escaped(title)}</h2>
<p style="white-space:pre-line">${escaped(text)}</p>
${button}<p style="color:#777;font-size:12px">${escaped(footer)}</p>
</body></html>
`;
  return {
    subject: cut(prefix === "" ? title : `${prefix} ${title}`, subjectUnitsMax),
    text: `${title}\n\n${text}\n${link === null ? "" : `\n${open}: ${link}\n`}\n-- \n${footer}\n`,
    html,
  };
};
