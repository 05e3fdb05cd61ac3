import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { keepPageOffline } from "../offline/registration.ts";
import { pagePaths } from "../paths.ts";
import { logOut, viewer } from "../session/session.ts";
import { wordsOf } from "../words/words.ts";
import { FieldHead } from "./field-head.tsx";
import { fieldPerson } from "./field-person.ts";
import { forgetMySites, myOrderedSites, mySites } from "./my-sites.ts";
import { SiteCard } from "./site-card.tsx";
import { SiteSearch } from "./site-search.tsx";
import { useField } from "./use-field.ts";

const say = wordsOf({
  vi: {
    title: "Trạm của tôi",
    none: "Chưa có trạm nào. Quét mã QR trên tủ, hoặc tìm trạm ở trên; trạm đã mở được giữ lại trên máy này.",
    loading: "Đang mở…",
    desk: "Trang trực NOC",
    logOut: "Đăng xuất {username}",
    stays: "Không kết nối được máy chủ: bạn vẫn đang đăng nhập. Thử lại khi có mạng.",
  },
  en: {
    title: "My sites",
    none: "No sites yet. Scan the QR code on a cabinet, or find a site above; opened sites stay on this device.",
    loading: "Opening…",
    desk: "NOC pages",
    logOut: "Log out {username}",
    stays: "The platform can't be reached: you are still logged in. Try again with a network.",
  },
});

/** Leaves the platform; what this device keeps of the sites goes too, what waits in the outbox stays. */
const leave = async (): Promise<void> => {
  await logOut();
  await forgetMySites();
};

/** The sites that a technician works on, the gravest first, also without a network. */
export const FieldPage = () => {
  const sites = myOrderedSites.value;
  const isRefused = useSignal(false);
  // Sorted by code: a change of trouble must not open another stream.
  useField(sites.map(({ code }) => code).sort());
  useEffect(keepPageOffline, []);
  return (
    <div class="field">
      <FieldHead isHome />
      <h1>{say("title")}</h1>
      <SiteSearch />
      {mySites.value === null && <p class="quiet">{say("loading")}</p>}
      {mySites.value?.size === 0 && <p>{say("none")}</p>}
      <ul class="site-cards">
        {sites.map((site) => (
          <li key={site.code}>
            <SiteCard site={site} />
          </li>
        ))}
      </ul>
      {isRefused.value && <p role="alert">{say("stays")}</p>}
      {viewer.value.kind === "somebody" && (
        <div class="field-grid">
          <a class="button" href={pagePaths.alarms}>
            {say("desk")}
          </a>
          <button
            type="button"
            onClick={() =>
              leave().catch(() => {
                isRefused.value = true;
              })
            }
          >
            {say("logOut", { username: fieldPerson.value?.username ?? "" })}
          </button>
        </div>
      )}
    </div>
  );
};
