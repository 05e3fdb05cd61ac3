import type { SiteView } from "../../api/contract.ts";
import { type Severity, severities } from "../parts/severity.ts";

/** The gravest severity among a site's active alarms; null when it has none. */
export const worstOf = ({ state }: SiteView): Severity | null =>
  severities.find((severity) => (state.alarms[severity] ?? 0) > 0) ?? null;

/**
 * How a site is heard. "never" when no device of it ever was; "awaited" when it is not connected but may yet come back
 * in time: it is "offline" from the moment in which the platform raises an alarm of its silence.
 */
export type SitePresence = "online" | "awaited" | "offline" | "never";

/** How a site is heard now. */
export const presenceOf = ({ state: { online, silent } }: SiteView): SitePresence => {
  if (online === null) return "never";
  if (online) return "online";
  return silent ? "offline" : "awaited";
};

const severityPlace = (site: SiteView): number => {
  const worst = worstOf(site);
  return worst === null ? severities.length : severities.indexOf(worst);
};

/** The gravest first, among equals the silent first, then by code. */
export const byTrouble = (one: SiteView, other: SiteView): number =>
  severityPlace(one) - severityPlace(other) ||
  Number(presenceOf(one) !== "offline") - Number(presenceOf(other) !== "offline") ||
  one.code.localeCompare(other.code);

/** Lower case without marks, so that "bu dop" finds "Bù Đốp". */
export const folded = (text: string): string =>
  text.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll(/đ/gi, "d").toLowerCase();

/** Whether each word of the text is in the site's code or name, or in the codes and names of its commune and operators. */
export const matchesSite = (
  { code, name, commune, owner, tenants }: SiteView,
  text: string,
  namesOf: (codes: { readonly commune: string; readonly operators: readonly string[] }) => readonly string[],
): boolean => {
  const operators = [owner, ...tenants];
  const hay = folded([code, name, commune, ...operators, ...namesOf({ commune, operators })].join(" "));
  return folded(text)
    .split(/\s+/)
    .every((word) => hay.includes(word));
};
