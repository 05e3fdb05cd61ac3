import { signal } from "@preact/signals";

const storageKey = "sound";

/** Whether this browser sounds at alarms. */
export const isSoundOn = signal(localStorage.getItem(storageKey) !== "off");

/** Turns sound on or off for this browser. */
export const toggleSound = (): void => {
  isSoundOn.value = !isSoundOn.peek();
  localStorage.setItem(storageKey, isSoundOn.peek() ? "on" : "off");
};

/** Follows what another tab of this browser chose; gives back how to stop. */
export const followSoundPreference = (): (() => void) => {
  const follow = ({ key, newValue }: StorageEvent): void => {
    if (key === storageKey) isSoundOn.value = newValue !== "off";
  };
  addEventListener("storage", follow);
  return () => removeEventListener("storage", follow);
};
