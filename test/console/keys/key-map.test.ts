import { describe, expect, test } from "vitest";
import {
  actionOf,
  defaultKeys,
  keyActions,
  keyPreferencesOf,
  keyRefusal,
  withKey,
} from "../../../console/keys/key-map.ts";

const press = (key: string, chord: { readonly ctrlKey?: boolean } = {}) => ({
  ...{ key, ctrlKey: false, altKey: false, metaKey: false },
  ...chord,
});

test.each(keyActions.map((action) => [defaultKeys[action], action]))("%s: %s", (key, action) => {
  expect(actionOf(press(key), defaultKeys)).toBe(action);
});

test("capitals are the same keys; chords stay the browser's", () => {
  expect(actionOf(press("J"), defaultKeys)).toBe("next");
  expect(actionOf(press("j", { ctrlKey: true }), defaultKeys)).toBeNull();
  expect(actionOf(press("z"), defaultKeys)).toBeNull();
});

describe("another key", () => {
  test("takes the place of the one before", () => {
    const keys = withKey(defaultKeys, "next", "ArrowDown");
    expect(actionOf(press("ArrowDown"), keys)).toBe("next");
    expect(actionOf(press("j"), keys)).toBeNull();
  });

  test("can't be one that does something else, nor one that moves the focus", () => {
    expect(keyRefusal(defaultKeys, "next", "A")).toBe("acknowledge");
    expect(keyRefusal(defaultKeys, "next", "Tab")).toBe("kept");
    expect(withKey(defaultKeys, "next", "a")).toEqual(defaultKeys);
  });
});

describe("what the browser kept", () => {
  test.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["something else", "7"],
    ["keys that do two things", JSON.stringify({ keys: { next: "a" } })],
  ])("%s: the first keys", (_, kept) => {
    expect(keyPreferencesOf(kept)).toEqual({ areOn: true, keys: defaultKeys });
  });

  test("chosen keys and the switch come back", () => {
    const kept = { areOn: false, keys: withKey(defaultKeys, "mute", "q") };
    expect(keyPreferencesOf(JSON.stringify(kept))).toEqual(kept);
  });
});
