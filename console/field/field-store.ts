import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ChecklistView, InstructionView, MetricView, SettingsView } from "../../api/contract.ts";
import type { KeptSite, SiteName } from "./kept-site.ts";

/** What the platform says that seldom changes. */
export interface FieldLists {
  readonly settings: SettingsView;
  readonly checklists: readonly ChecklistView[];
  readonly instructions: readonly InstructionView[];
  readonly metrics: readonly MetricView[];
  /** Of all sites in sight, to find one without a network. */
  readonly names: readonly SiteName[];
}

/** Name of one of the lists. */
export type ListName = keyof FieldLists;

/** The lists as they were when they were read; `readAtMs` by this device's clock. */
export type KeptLists = {
  readonly [Name in ListName]?: { readonly readAtMs: number; readonly value: FieldLists[Name] };
};

/** Which steps of a checklist are done at a site. */
export interface KeptTicks {
  /** `site checklist`. */
  readonly key: string;
  readonly done: readonly number[];
}

interface FieldSchema extends DBSchema {
  sites: { key: string; value: KeptSite };
  lists: { key: string; value: KeptLists };
  owner: { key: string; value: string };
  ticks: { key: string; value: KeptTicks };
}

/** The only key of the stores that hold one thing. */
const onlyKey = "now";

/** What the field view keeps on this device (IndexedDB) for one person, to work without a network. */
export class FieldStore {
  readonly #database: Promise<IDBPDatabase<FieldSchema>>;

  constructor(name = "tramcanh-field") {
    this.#database = openDB<FieldSchema>(name, 1, {
      upgrade(database) {
        database.createObjectStore("sites", { keyPath: "code" });
        database.createObjectStore("lists");
        database.createObjectStore("owner");
        database.createObjectStore("ticks", { keyPath: "key" });
      },
    });
  }

  /** Gives the store to a person: what somebody else left in it is gone. */
  async belongTo(username: string): Promise<void> {
    const database = await this.#database;
    if ((await database.get("owner", onlyKey)) === username) return;
    await this.clear();
    await database.put("owner", username, onlyKey);
  }

  /** Forgets everything. */
  async clear(): Promise<void> {
    const database = await this.#database;
    const stores = ["sites", "lists", "ticks", "owner"] as const;
    await Promise.all(stores.map((name) => database.clear(name)));
  }

  /** All sites kept. */
  async sites(): Promise<readonly KeptSite[]> {
    return (await this.#database).getAll("sites");
  }

  /** Keeps a site, new or changed. */
  async putSite(site: KeptSite): Promise<void> {
    await (await this.#database).put("sites", site);
  }

  /** Forgets a site. */
  async removeSite(code: string): Promise<void> {
    await (await this.#database).delete("sites", code);
  }

  /** The lists that were kept. */
  async lists(): Promise<KeptLists> {
    return (await (await this.#database).get("lists", onlyKey)) ?? {};
  }

  /** Keeps the lists. */
  async putLists(lists: KeptLists): Promise<void> {
    await (await this.#database).put("lists", lists, onlyKey);
  }

  /** Steps done of a checklist. */
  async ticks(key: string): Promise<readonly number[]> {
    return (await (await this.#database).get("ticks", key))?.done ?? [];
  }

  /** Keeps steps done of a checklist. */
  async putTicks(ticks: KeptTicks): Promise<void> {
    await (await this.#database).put("ticks", ticks);
  }
}

/** The store of this browser. */
export const fieldStore = new FieldStore();
