import { computed } from "@preact/signals";
import { lastViewer } from "../session/last-viewer.ts";
import { viewer } from "../session/session.ts";

/** Who works here: whoever is logged in, or, while the platform can't be asked, whoever was. */
export const fieldPerson = computed(() => {
  const who = viewer.value;
  return who.kind === "somebody" ? { username: who.username, role: who.role } : lastViewer.value;
});

/** Whether this person may act; the platform decides in any case. */
export const mayAct = computed(() =>
  ["admin", "noc-operator", "technician"].some((role) => role === fieldPerson.value?.role),
);
