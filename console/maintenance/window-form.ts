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

const codesOf = (covers: string): readonly string[] => covers.split(/[\s,;]+/).filter((code) => code !== "");

/** What is wrong with a draft before it is sent: where, and which code. */
export type WindowFault =
  | { readonly kind: "covers-nothing" | "ends-before" | "no-days" }
  | { readonly kind: "unknown-site"; readonly code: string };

/** The first thing that is wrong with a draft whose fields are filled; null: the platform may be asked. */
export const windowFault = (
  { covers, kind, from, to, days }: WindowDraft,
  isSite: (code: string) => boolean,
): WindowFault | null => {
  const codes = codesOf(covers);
  if (codes.length === 0) return { kind: "covers-nothing" };
  const code = codes.find((each) => !isSite(each.split("/")[0] ?? ""));
  if (code !== undefined) return { kind: "unknown-site", code };
  if (kind === "weekly" && days.length === 0) return { kind: "no-days" };
  return to !== "" && fromInputTime(to) <= fromInputTime(from) ? { kind: "ends-before" } : null;
};

/** The body of the request that plans the window. */
export const windowBody = (draft: WindowDraft) => {
  const { name, reason, covers, kind, from, to, days, start, durationMinutes } = draft;
  const codes = codesOf(covers);
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
