import { signal } from "@preact/signals";
import { defaultKeys, type KeyAction, type KeyPreferences, keyPreferencesOf, withKey } from "./key-map.ts";

const storageKey = "keys";

/** The keys of this browser, and whether they are on. */
export const keyPreferences = signal<KeyPreferences>(keyPreferencesOf(localStorage.getItem(storageKey)));

const keep = (next: KeyPreferences): void => {
  keyPreferences.value = next;
  localStorage.setItem(storageKey, JSON.stringify(next));
};

/** Switches all single keys on or off. */
export const switchKeys = (areOn: boolean): void => keep({ ...keyPreferences.peek(), areOn });

/** Gives an action another key. */
export const chooseKey = (action: KeyAction, key: string): void => {
  const { areOn, keys } = keyPreferences.peek();
  keep({ areOn, keys: withKey(keys, action, key) });
};

/** Gives all actions the keys that they have when nobody chose any. */
export const resetKeys = (): void => keep({ ...keyPreferences.peek(), keys: defaultKeys });
