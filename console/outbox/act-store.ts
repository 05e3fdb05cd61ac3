import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Act } from "./outbox.ts";

interface OutboxSchema extends DBSchema {
  acts: { key: string; value: Act; indexes: { doneAtMs: number } };
}

/** The outbox on this device's disk (IndexedDB): it outlives the tab, the browser and an empty battery. */
export class ActStore {
  readonly #database: Promise<IDBPDatabase<OutboxSchema>>;

  constructor(name = "tramcanh-outbox") {
    this.#database = openDB<OutboxSchema>(name, 1, {
      upgrade(database) {
        database.createObjectStore("acts", { keyPath: "id" }).createIndex("doneAtMs", "doneAtMs");
      },
    });
  }

  /** All acts, oldest first. */
  async list(): Promise<readonly Act[]> {
    return (await this.#database).getAllFromIndex("acts", "doneAtMs");
  }

  /** Keeps an act, new or changed. */
  async put(act: Act): Promise<void> {
    await (await this.#database).put("acts", act);
  }

  /** Forgets an act. */
  async remove(id: string): Promise<void> {
    await (await this.#database).delete("acts", id);
  }
}
