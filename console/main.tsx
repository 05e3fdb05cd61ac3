import { computed, effect } from "@preact/signals";
import { render } from "preact";
import { keepAlarmWatch } from "./alarms/alarm-watch.ts";
import { keepTheme } from "./design/theme.ts";
import { keepBoard } from "./live/live.ts";
import { keepOutbox } from "./outbox/sender.ts";
import { pagePaths } from "./paths.ts";
import { goTo, keepAddress, place } from "./router/place.ts";
import { lastViewer } from "./session/last-viewer.ts";
import { findViewer, followOtherTabs, hasRole, viewer } from "./session/session.ts";
import { App } from "./shell/app.tsx";
import { fetchAhead } from "./shell/fetch-ahead.ts";
import { pages } from "./shell/pages.ts";
import { keepSound } from "./sound/sound.ts";
import { keepStart } from "./start/lead.ts";
import { keepTime } from "./time/server-clock.ts";
import { enterByToken } from "./wall/kiosk-token.ts";
import { keepLanguage } from "./words/keep-language.ts";
import "./design/page.css";

const reachAgainAfterMs = 5_000;

const page = document.querySelector("#page");
if (page === null) throw new Error("index.html has no #page");

keepTheme();
keepLanguage();
keepTime();
keepAddress();
keepOutbox();
followOtherTabs();
const showsBoard = computed(() => {
  const at = place.value;
  // Whom this browser knew is most likely still logged in: the lists come while the platform says so.
  const isLikely = viewer.value.kind === "unknown" && lastViewer.value !== null;
  const isSomebody = viewer.value.kind === "somebody";
  return (isSomebody || isLikely) && (at === null || pages[at.name]?.worksOffline !== true);
});
/**
 * The board runs while somebody is logged in; the field view spares a phone's thin line all of it. It begins after the
 * question who looks was sent: on a thin line what is asked first comes first.
 */
setTimeout(() => effect(() => (showsBoard.value ? keepBoard() : undefined)));
/** Whoever is logged in sees in the tab's title how much is new; the desk hears it, whatever page it looks at. */
effect(() => (viewer.value.kind === "somebody" ? keepAlarmWatch() : undefined));
effect(() => (hasRole("admin", "noc-operator") ? keepSound() : undefined));
effect(() => (hasRole("admin") ? keepStart() : undefined));
/** Nobody has to press reload after the platform was away. */
effect(() => {
  if (viewer.value.kind === "unreachable") setTimeout(findViewer, reachAgainAfterMs);
});
/** A screen on a wall sees the wall and nothing else. */
effect(() => {
  if (hasRole("kiosk") && place.value?.name !== "wall") goTo(pagePaths.wall, { replace: true });
});
/** The code of the page comes while the platform says who asks: on a thin line one after the other takes too long. */
const first = place.peek();
if (first !== null) pages[first.name]?.load().catch(() => undefined);
render(<App />, page);
await enterByToken();
await findViewer();
fetchAhead();
