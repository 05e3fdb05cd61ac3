import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: { online: "đang báo về", offline: "mất liên lạc", never: "chưa từng báo về" },
  en: { online: "reporting", offline: "silent", never: "never reported" },
});

/** How a site is heard: reporting is normal and quiet, silence stands out by weight, not by a colour of its own. */
export const Presence = ({ presence }: { readonly presence: "online" | "offline" | "never" }) =>
  presence === "offline" ? <strong>{say(presence)}</strong> : <span class="quiet">{say(presence)}</span>;
