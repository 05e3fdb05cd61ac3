import type { BriefAlarmView } from "../../api/contract.ts";
import { type Severity, severities } from "../parts/severity-order.ts";
import { type HiddenReason, hiddenReasons, isUnacknowledged } from "./alarm-facts.ts";
import { type Grouping, groupings } from "./families.ts";
import { plainText, searchWords } from "./plain-text.ts";

/** What the list is narrowed to. It lives in the address, so that a link shows the same list. */
export interface AlarmFilter {
  /** Empty: all. */
  readonly severities: readonly Severity[];
  readonly site: string;
  readonly commune: string;
  readonly operator: string;
  readonly text: string;
  readonly unacknowledgedOnly: boolean;
  /** Hidden alarms that are shown all the same. */
  readonly show: readonly HiddenReason[];
  readonly grouping: Grouping;
}

const listOf = <Item extends string>(text: string | null, known: readonly Item[]): readonly Item[] => {
  const named = new Set((text ?? "").split(","));
  return known.filter((item) => named.has(item));
};

/** Reads the filter from the query of the address; what it does not know it passes over. */
export const filterOf = (query: URLSearchParams): AlarmFilter => ({
  severities: listOf(query.get("severity"), severities),
  site: query.get("site") ?? "",
  commune: query.get("commune") ?? "",
  operator: query.get("operator") ?? "",
  text: query.get("text") ?? "",
  unacknowledgedOnly: query.get("unacknowledged") === "true",
  show: listOf(query.get("show"), hiddenReasons),
  grouping: listOf(query.get("group"), groupings)[0] ?? "cause",
});

/** The filter as the query of the address says it; null where it says nothing. */
export const queryOf = (filter: AlarmFilter): Readonly<Record<string, string | null>> => ({
  severity: filter.severities.length === 0 ? null : filter.severities.join(","),
  site: filter.site || null,
  commune: filter.commune || null,
  operator: filter.operator || null,
  text: filter.text || null,
  unacknowledged: filter.unacknowledgedOnly ? "true" : null,
  show: filter.show.length === 0 ? null : filter.show.join(","),
  group: filter.grouping === "cause" ? null : filter.grouping,
});

/** The query without any narrowing; how alarms are folded stays. */
export const withoutNarrowing = (filter: AlarmFilter): AlarmFilter => ({
  ...filter,
  severities: [],
  site: "",
  commune: "",
  operator: "",
  text: "",
  unacknowledgedOnly: false,
});

/** What a filter needs of a site. */
export interface SiteFacts {
  readonly commune: string;
  readonly operators: readonly string[];
  /** Its name and those of its commune, as search compares them. */
  readonly plain: string;
}

/** What is searched in alarms, as long as somebody searches: while he types, each letter asks all of them again. */
const searched = new Map<string, { readonly alarm: BriefAlarmView; readonly plain: string }>();

/** More are hardly active at once; what is kept of those that ended is forgotten then. */
const searchedMax = 20_000;

const searchedIn = (alarm: BriefAlarmView): string => {
  const known = searched.get(alarm.id);
  if (known?.alarm === alarm) return known.plain;
  if (searched.size >= searchedMax) searched.clear();
  const { site, siteName, node, type, specificProblem, text, assignee, ticket } = alarm;
  const parts = [site, siteName, node, type, specificProblem, text.vi, text.en, assignee, ticket];
  const made = plainText(parts.map((part) => part ?? "").join("\n"));
  searched.set(alarm.id, { alarm, plain: made });
  return made;
};

/** Whether a filter asks for what is known of sites. */
export const asksForPlaces = ({ commune, operator, text }: AlarmFilter): boolean =>
  commune !== "" || operator !== "" || text !== "";

/** Tells whether an alarm passes what the list is narrowed to; the search, which costs most, is asked last. */
export const matcherOf = (
  filter: AlarmFilter,
  factsOf: (site: string) => SiteFacts | undefined,
): ((alarm: BriefAlarmView) => boolean) => {
  const { site, commune, operator, unacknowledgedOnly } = filter;
  const wanted = new Set(filter.severities);
  const words = searchWords(filter.text);
  const isPlaced = commune !== "" || operator !== "" || words.length > 0;
  if (words.length === 0) searched.clear();
  return (alarm) => {
    if (wanted.size > 0 && !wanted.has(alarm.severity)) return false;
    if (site !== "" && alarm.site !== site) return false;
    if (unacknowledgedOnly && !isUnacknowledged(alarm)) return false;
    if (!isPlaced) return true;
    const facts = factsOf(alarm.site);
    if (commune !== "" && facts?.commune !== commune) return false;
    if (operator !== "" && !facts?.operators.includes(operator)) return false;
    return words.every((word) => searchedIn(alarm).includes(word) || facts?.plain.includes(word) === true);
  };
};
