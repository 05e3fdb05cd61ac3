import { signal } from "@preact/signals";
import { board } from "../live/board.ts";
import { askAll } from "../request/request.ts";
import type { SiteFacts } from "./alarm-filter.ts";
import { plainText } from "./plain-text.ts";

/** A code with its name. */
export interface NamedPlace {
  readonly code: string;
  readonly name: string;
}

/** Communes and operators in sight; empty until they are read. */
export const places = signal<{
  readonly communes: readonly NamedPlace[];
  readonly operators: readonly NamedPlace[];
}>({ communes: [], operators: [] });

/** Reads communes and operators once; a filter without their names still works by codes. Never rejects. */
export const readPlaces = async (): Promise<void> => {
  if (places.peek().operators.length > 0) return;
  try {
    const [communes, operators] = await Promise.all([
      askAll<NamedPlace>("/api/v1/communes"),
      askAll<NamedPlace>("/api/v1/operators"),
    ]);
    places.value = { communes, operators };
  } catch {
    // The list lives without: the next visit asks again.
  }
};

interface Made {
  readonly name: string;
  readonly communes: readonly NamedPlace[];
  readonly facts: SiteFacts;
}

const made = new Map<string, Made>();

/** What filters need of a site; worked out once, since states of sites change each second and their names hardly ever. */
export const siteFactsOf = (code: string): SiteFacts | undefined => {
  const site = board.sites.get(code);
  if (site === undefined) return undefined;
  const { communes } = places.peek();
  const known = made.get(code);
  if (known !== undefined && known.name === site.name && known.communes === communes) return known.facts;
  const communeNames = communes.filter((commune) => commune.code === site.commune).map(({ name }) => name);
  const facts = {
    commune: site.commune,
    operators: [site.owner, ...site.tenants],
    plain: plainText([site.name, ...communeNames].join("\n")),
  };
  made.set(code, { name: site.name, communes, facts });
  return facts;
};

/** An operator by name; its code while names are not known. */
export const operatorName = (code: string): string =>
  places.value.operators.find((operator) => operator.code === code)?.name ?? code;

/** A commune by name; its code while names are not known. */
export const communeName = (code: string): string =>
  places.value.communes.find((commune) => commune.code === code)?.name ?? code;
