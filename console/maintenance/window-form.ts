import { fromInputTime } from "../time/instant.ts";

/** What somebody typed to plan a window. */
export interface WindowDraft {
  readonly name: string;
  readonly reason: string;
  /** Codes with commas or spaces between them; `SITE/node` names a node. */
  readonly covers: string;
  readonly kind: "once" | "weekly";
  readonly from: string;
  readonly to: string;
  readonly days: readonly number[];
  readonly start: string;
  readonly durationMinutes: number;
}

/** An empty draft. */
export const emptyDraft: WindowDraft = {
  ...{ name: "", reason: "", covers: "", kind: "once", from: "", to: "" },
  ...{ days: [], start: "22:00", durationMinutes: 120 },
};

const iso = (text: string): string => new Date(fromInputTime(text)).toISOString();

/** The body of the request that plans the window. */
export const windowBody = (draft: WindowDraft) => {
  const { name, reason, covers, kind, from, to, days, start, durationMinutes } = draft;
  const codes = covers.split(/[\s,;]+/).filter((code) => code !== "");
  const sites = codes.filter((code) => !code.includes("/"));
  const nodes = codes.filter((code) => code.includes("/"));
  return {
    ...{ name, reason },
    scope: { ...(sites.length > 0 && { sites }), ...(nodes.length > 0 && { nodes }) },
    period:
      kind === "once"
        ? { kind, from: iso(from), to: iso(to) }
        : { kind, days, start, durationMinutes, from: iso(from), ...(to !== "" && { to: iso(to) }) },
  };
};
