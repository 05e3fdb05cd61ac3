import { useEffect, useRef } from "preact/hooks";
import { unacknowledgedCount } from "../alarms/alarm-watch.ts";
import { isStale } from "../live/freshness.ts";
import { LookbackBar } from "../lookback/lookback-bar.tsx";
import { moment } from "../lookback/moment.ts";
import { place } from "../router/place.ts";
import { lastViewer } from "../session/last-viewer.ts";
import { hasRole, isLoginPutOff, mustLogInAgain, viewer } from "../session/session.ts";
import { wordsOf } from "../words/words.ts";
import { Header } from "./header.tsx";
import { LazyPage } from "./lazy.tsx";
import { Login } from "./login.tsx";
import { pages } from "./pages.ts";
import { StaleBanner } from "./stale-banner.tsx";
import "./shell.css";

const say = wordsOf({
  vi: {
    missing: "Không có trang này.",
    home: "Về danh sách cảnh báo",
    forbidden: "Vai trò của bạn không xem được trang này.",
    connecting: "Đang kết nối…",
    unreachable: "Không kết nối được máy chủ. Trang tự thử lại.",
    later: "Để sau, làm việc không mạng",
  },
  en: {
    missing: "There is no such page.",
    home: "To the list of alarms",
    forbidden: "Your role does not see this page.",
    connecting: "Connecting…",
    unreachable: "The platform can't be reached. The page tries again by itself.",
    later: "Later: work without the platform",
  },
});

const Nowhere = ({ reason }: { readonly reason: "missing" | "forbidden" }) => (
  <p>
    {say(reason)} <a href="/">{say("home")}</a>
  </p>
);

const Content = () => {
  const at = place.value;
  const page = at === null ? undefined : pages[at.name];
  const title = page?.title();
  const unread = unacknowledgedCount.value;
  useEffect(() => {
    const count = unread > 0 ? `(${unread}) ` : "";
    document.title = `${count}${title === undefined ? "" : `${title} · `}Trạm Canh`;
  }, [title, unread]);
  if (at === null || page === undefined) return <Nowhere reason="missing" />;
  if (page.roles !== undefined && !hasRole(...page.roles)) return <Nowhere reason="forbidden" />;
  // What one person began must not be sent as another's.
  const key = `${at.name} ${lastViewer.value?.username}`;
  return <LazyPage key={key} load={page.load} parameters={at.parameters} />;
};

/** The login over the page, when a session ended at work; where one can work without, it can wait. */
const LoginAgain = ({ mayWait }: { readonly mayWait: boolean }) => {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog class="login-again" ref={box} onCancel={(event) => event.preventDefault()}>
      <Login isAgain />
      {mayWait && (
        <button
          type="button"
          onClick={() => {
            isLoginPutOff.value = true;
          }}
        >
          {say("later")}
        </button>
      )}
    </dialog>
  );
};

/** The whole page: the login for whom nobody knows, else header, banner and the page of the address. */
export const App = () => {
  const { kind } = viewer.value;
  const at = place.value;
  const page = at === null ? undefined : pages[at.name];
  const isBare = page?.isBare === true;
  // Whoever stands in the rain needs what is kept on the phone now, not when the platform answers.
  const worksOffline = page?.worksOffline === true;
  const isUsable = kind === "somebody" || (worksOffline && lastViewer.value !== null);
  const asksAgain = mustLogInAgain.value && !(worksOffline && isLoginPutOff.value);
  if (kind === "nobody" || (asksAgain && !isUsable)) return <Login />;
  return (
    <div class={isStale.value ? "page-frame is-stale" : "page-frame"}>
      {!isBare && <Header />}
      {!isBare && moment.value !== null && <LookbackBar />}
      {!isBare && <StaleBanner />}
      <main id="content" class={isBare ? "" : "content"} tabIndex={-1}>
        {isUsable ? (
          <Content />
        ) : (
          <p class="quiet">{say(kind === "unknown" ? "connecting" : "unreachable")}</p>
        )}
      </main>
      {asksAgain && <LoginAgain mayWait={worksOffline} />}
    </div>
  );
};
