import { computed, type Signal, signal } from "@preact/signals";
import { forgetLists } from "./field-lists.ts";
import { fieldStore } from "./field-store.ts";
import { inTroubleOrder, type KeptSite, type SiteSnapshot, sitesToKeep } from "./kept-site.ts";

/** Sites kept on this device by code; null until the disk was read. */
export const mySites: Signal<ReadonlyMap<string, KeptSite> | null> = signal(null);

/** Sites that the platform says are not there for this person. */
export const missingSites: Signal<ReadonlySet<string>> = signal(new Set());

/** My sites, the gravest first. */
export const myOrderedSites = computed(() => inTroubleOrder(mySites.value?.values() ?? []));

let owner: string | null = null;

const forgetScreen = (): void => {
  mySites.value = null;
  missingSites.value = new Set();
  forgetLists();
};

/** Reads what this device keeps for a person; what another person saw leaves the screen at once. */
export const openMySites = async (username: string): Promise<void> => {
  if (owner === username && mySites.peek() !== null) return;
  if (owner !== username) forgetScreen();
  owner = username;
  mySites.value = null;
  await fieldStore.belongTo(username);
  const sites = await fieldStore.sites();
  mySites.value = new Map(sites.map((site) => [site.code, site]));
};

/** Forgets everything that is kept, on the screen and on the disk. */
export const forgetMySites = async (): Promise<void> => {
  forgetScreen();
  await fieldStore.clear();
};

const keep = async (sites: ReadonlyMap<string, KeptSite>, changed: KeptSite): Promise<void> => {
  const { kept, dropped } = sitesToKeep(sites.values());
  mySites.value = new Map(kept.map((site) => [site.code, site]));
  await fieldStore.putSite(changed);
  for (const { code } of dropped) await fieldStore.removeSite(code);
};

const change = async (code: string, changes: Partial<KeptSite>): Promise<void> => {
  const known = mySites.peek() ?? new Map<string, KeptSite>();
  const site: KeptSite = {
    ...(known.get(code) ?? { code, isPinned: false, visitedAtMs: 0, snapshot: null }),
    ...changes,
  };
  await keep(new Map(known).set(code, site), site);
};

/** Notes that the page of a site was opened. */
export const visitSite = (code: string): Promise<void> => change(code, { visitedAtMs: Date.now() });

/** Pins a site, so that it stays on this device, or lets it go. */
export const pinSite = (code: string, isPinned: boolean): Promise<void> => change(code, { isPinned });

/** Forgets a site, such as one that the platform does not show to this person. */
export const dropSite = async (code: string): Promise<void> => {
  const rest = new Map(mySites.peek() ?? []);
  rest.delete(code);
  mySites.value = rest;
  await fieldStore.removeSite(code);
};

/** Shows how a site stands now, without writing it to the disk. */
export const showSnapshot = (code: string, snapshot: SiteSnapshot): void => {
  const known = mySites.peek();
  const site = known?.get(code);
  if (known === null || site === undefined) return;
  mySites.value = new Map(known).set(code, { ...site, snapshot });
};

/** Writes what is shown of a site to the disk. */
export const saveSite = async (code: string): Promise<void> => {
  const site = mySites.peek()?.get(code);
  if (site !== undefined) await fieldStore.putSite(site);
};
