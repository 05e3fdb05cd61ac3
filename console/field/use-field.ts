import { useEffect } from "preact/hooks";
import { viewer } from "../session/session.ts";
import { openLists, renewList } from "./field-lists.ts";
import { fieldPerson } from "./field-person.ts";
import { mySites, openMySites } from "./my-sites.ts";
import { followSites } from "./site-feed.ts";

const namedLists = ["settings", "checklists", "instructions", "metrics"] as const;

/** Opens what this device keeps, and follows these sites while the platform knows who asks; the first comes first. */
export const useField = (codes: readonly string[]): void => {
  const username = fieldPerson.value?.username ?? null;
  const isKnown = viewer.value.kind === "somebody";
  const isOpen = mySites.value !== null;
  useEffect(() => {
    if (username === null) return;
    void openMySites(username).then(openLists);
  }, [username]);
  useEffect(() => {
    if (!isKnown || !isOpen || codes.length === 0) return undefined;
    return followSites(codes);
  }, [isKnown, isOpen, codes.join(",")]);
  useEffect(() => {
    if (!isKnown || !isOpen) return;
    void (async () => {
      for (const name of namedLists) await renewList(name);
    })();
  }, [isKnown, isOpen]);
};
