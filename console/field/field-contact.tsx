import type { SiteView } from "../../api/contract.ts";
import { wordsOf } from "../words/words.ts";
import { lists } from "./field-lists.ts";
import { isPinboardFull } from "./kept-site.ts";
import { myOrderedSites, mySites, pinSite } from "./my-sites.ts";

const say = wordsOf({
  vi: {
    call: "Gọi NOC {phone}",
    noPhone: "Chưa khai báo số điện thoại NOC",
    directions: "Chỉ đường",
    noPosition: "Trạm chưa có tọa độ, không chỉ đường được",
    pin: "Ghim trạm này",
    unpin: "Bỏ ghim",
    full: "Đã ghim đủ số trạm: bỏ ghim một trạm khác trước",
  },
  en: {
    call: "Call the NOC {phone}",
    noPhone: "No phone number of the NOC is configured",
    directions: "Directions",
    noPosition: "The site has no position: no directions",
    pin: "Pin this site",
    unpin: "Unpin",
    full: "No more sites can be pinned: unpin another one first",
  },
});

/** The address of a position for the phone's own map. */
const directionsLink = ({ code, latitude, longitude }: SiteView): string | null =>
  latitude === null || longitude === null
    ? null
    : `geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(code)})`;

const Pin = ({ code }: { readonly code: string }) => {
  const isPinned = mySites.value?.get(code)?.isPinned === true;
  const isFull = !isPinned && isPinboardFull(myOrderedSites.value);
  return (
    <>
      <button
        type="button"
        aria-pressed={isPinned}
        disabled={isFull}
        onClick={() => void pinSite(code, !isPinned)}
      >
        {say(isPinned ? "unpin" : "pin")}
      </button>
      {isFull && <span class="quiet small">{say("full")}</span>}
    </>
  );
};

/** Calling the desk, the way there, and keeping the site on this device. */
export const FieldContact = ({ code, site }: { readonly code: string; readonly site: SiteView | null }) => {
  const settings = lists.value.settings?.value;
  const directions = site === null ? null : directionsLink(site);
  const phone = settings?.nocPhone ?? null;
  return (
    <div class="field-grid">
      {phone !== null && (
        <a class="button is-main" href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`}>
          {say("call", { phone })}
        </a>
      )}
      {directions !== null && (
        <a class="button" href={directions}>
          {say("directions")}
        </a>
      )}
      <Pin code={code} />
      {settings !== undefined && phone === null && <span class="quiet small">{say("noPhone")}</span>}
      {site !== null && directions === null && <span class="quiet small">{say("noPosition")}</span>}
    </div>
  );
};
