import { computed, type Signal, signal } from "@preact/signals";
import type {
  ChecklistView,
  InstructionView,
  MetricView,
  SettingsView,
  SiteView,
} from "../../api/contract.ts";
import { dictionary } from "../metrics/dictionary.ts";
import { ask, askAll } from "../request/request.ts";
import { type FieldLists, fieldStore, type KeptLists, type ListName } from "./field-store.ts";

/** Lists that seldom change are read anew after so long. */
const renewAfterMs = 12 * 3_600_000;
const readMs = 120_000;

/** What this device knows of the platform's lists, read from the disk and renewed by the platform. */
export const lists: Signal<KeptLists> = signal({});

/** What to do about an alarm, by its type. */
export const instructionOf = computed(
  () => new Map(lists.value.instructions?.value.map((each) => [each.type, each])),
);

interface Listed<Item> {
  readonly items: readonly Item[];
}

const itemsOf = async <Item>(path: string): Promise<readonly Item[]> =>
  (await ask<Listed<Item>>(path, { signal: AbortSignal.timeout(readMs) })).items;

const readers: { readonly [Name in ListName]: () => Promise<FieldLists[Name]> } = {
  settings: () => ask<SettingsView>("/api/v1/settings"),
  checklists: () => itemsOf<ChecklistView>("/api/v1/checklists"),
  instructions: () => itemsOf<InstructionView>("/api/v1/instructions"),
  metrics: () => itemsOf<MetricView>("/api/v1/metrics"),
  names: async () =>
    (await askAll<SiteView>("/api/v1/sites")).map(({ code, name, commune }) => ({ code, name, commune })),
};

const showDictionary = (): void => {
  const metrics = lists.peek().metrics?.value;
  if (metrics !== undefined) dictionary.value = new Map(metrics.map((entry) => [entry.name, entry]));
};

/** Takes what the disk has. */
export const openLists = async (): Promise<void> => {
  lists.value = { ...(await fieldStore.lists()), ...lists.peek() };
  showDictionary();
};

const asking = new Set<ListName>();
/** Changes with the person: what was asked for another is not for this one. */
let turn = 0;

/** Forgets the lists of a person on the screen: another one's scope shows other sites. */
export const forgetLists = (): void => {
  turn += 1;
  asking.clear();
  lists.value = {};
};

/** Asks the platform for a list when what is kept is old. Never rejects: what is kept stays. */
export const renewList = async <Name extends ListName>(name: Name): Promise<void> => {
  const readAtMs = lists.peek()[name]?.readAtMs ?? 0;
  if (asking.has(name) || Date.now() - readAtMs < renewAfterMs) return;
  asking.add(name);
  const asked = turn;
  try {
    const value = await readers[name]();
    if (asked !== turn) return;
    lists.value = { ...lists.peek(), [name]: { readAtMs: Date.now(), value } };
    showDictionary();
    await fieldStore.putLists(lists.peek());
  } catch {
    // Asked again with the next page.
  }
  if (asked === turn) asking.delete(name);
};
