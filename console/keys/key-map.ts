/** What keys do in the list of alarms. */
export const keyActions = [
  "next",
  "previous",
  "open",
  "acknowledge",
  "shelve",
  "note",
  "select",
  "undo",
  "search",
  "fold",
  "mute",
  "help",
] as const;
/** One of `keyActions`. */
export type KeyAction = (typeof keyActions)[number];

/** Which key does what; one key for each action, as `KeyboardEvent.key` names it. */
export type KeyMap = Readonly<Record<KeyAction, string>>;

/** The keys of somebody who chose none. */
export const defaultKeys: KeyMap = {
  next: "j",
  previous: "k",
  open: "Enter",
  acknowledge: "a",
  shelve: "s",
  note: "n",
  select: "x",
  undo: "u",
  search: "/",
  fold: "g",
  mute: "m",
  help: "?",
};

/** A key press as the map looks at it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** Vietnamese typing may hold a letter in capitals; both are the same key here. */
const sameKey = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What a key press asks for; null: nothing. Chords with Ctrl, Alt and Meta stay the browser's. */
export const actionOf = (press: KeyPress, keys: KeyMap): KeyAction | null => {
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  return keyActions.find((action) => sameKey(keys[action], press.key)) ?? null;
};

/** Keys that move the focus or type, and so can't be given away. */
const keptKeys = new Set(["Tab", "Escape", "Shift", "Control", "Alt", "Meta", "CapsLock", "Dead", "Process"]);

/** Why a key can't be given to an action; null when it can. */
export const keyRefusal = (keys: KeyMap, action: KeyAction, key: string): "kept" | KeyAction | null => {
  if (keptKeys.has(key)) return "kept";
  return keyActions.find((other) => other !== action && sameKey(keys[other], key)) ?? null;
};

/** The map after an action got another key; as it was when the key can't be given. */
export const withKey = (keys: KeyMap, action: KeyAction, key: string): KeyMap =>
  keyRefusal(keys, action, key) === null ? { ...keys, [action]: key } : keys;

/** What a browser remembers of its keys. */
export interface KeyPreferences {
  readonly areOn: boolean;
  readonly keys: KeyMap;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Reads what a browser kept; what it can't be is as if nothing had been chosen. */
export const keyPreferencesOf = (kept: string | null): KeyPreferences => {
  const said = parsed(kept ?? "null");
  if (!isRecord(said)) return { areOn: true, keys: defaultKeys };
  const given = isRecord(said["keys"]) ? said["keys"] : {};
  const keys: Record<KeyAction, string> = { ...defaultKeys };
  for (const action of keyActions) {
    const key = given[action];
    if (typeof key === "string" && key !== "") keys[action] = key;
  }
  const areDistinct = keyActions.every((action) => keyRefusal(keys, action, keys[action]) === null);
  return { areOn: said["areOn"] !== false, keys: areDistinct ? keys : defaultKeys };
};
