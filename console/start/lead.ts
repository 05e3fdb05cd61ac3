import { effect } from "@preact/signals";
import { board } from "../live/board.ts";
import { moment } from "../lookback/moment.ts";
import { pagePaths } from "../paths.ts";
import { address, goTo } from "../router/place.ts";
import { hasRole, viewer } from "../session/session.ts";
import { needsStart } from "./arrival.ts";

const isWholeAdmin = (): boolean => {
  const who = viewer.value;
  return (
    hasRole("admin") &&
    who.kind === "somebody" &&
    who.scope.operators === "all" &&
    who.scope.communes === "all"
  );
};

/** Leads an administrator of an empty platform from the list of alarms to the first steps, once; gives back how to stop. */
export const keepStart = (): (() => void) => {
  let isLed = false;
  return effect(() => {
    const isRead = board.isRead.value && board.siteChanges.value > 0 && moment.value === null;
    const arrival = {
      path: address.value.path,
      isRead,
      sites: board.sites.size,
      isWholeAdmin: isWholeAdmin(),
    };
    if (isLed || !needsStart(arrival)) return;
    isLed = true;
    goTo(pagePaths.start, { replace: true });
  });
};
