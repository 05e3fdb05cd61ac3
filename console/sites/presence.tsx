import { wordsOf } from "../words/words.ts";
import type { SitePresence } from "./site-order.ts";

const say = wordsOf({
  vi: {
    online: "đang báo về",
    awaited: "đang chờ nối lại",
    offline: "mất liên lạc",
    never: "chưa từng báo về",
  },
  en: { online: "reporting", awaited: "expected back", offline: "silent", never: "never reported" },
});

/** How a site is heard: reporting is normal and quiet, silence stands out by weight, not by a colour of its own. */
export const Presence = ({ presence }: { readonly presence: SitePresence }) =>
  presence === "offline" ? <strong>{say(presence)}</strong> : <span class="quiet">{say(presence)}</span>;
