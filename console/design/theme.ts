import { effect, signal } from "@preact/signals";

/** Looks of the page; "wall" is for screens read from across the room. */
export const themes = ["light", "dark", "wall"] as const;
/** One of `themes`. */
export type Theme = (typeof themes)[number];

const key = "theme";

const preferred = (): Theme => {
  const kept = localStorage.getItem(key);
  const known = themes.find((theme) => theme === kept);
  return known ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
};

/** The look that this browser chose; without a choice as its system has it. */
export const theme = signal<Theme>(preferred());

/** The look that the page shown demands, whatever was chosen; null: none. */
export const forcedTheme = signal<Theme | null>(null);

/** Chooses a look and remembers it in this browser. */
export const chooseTheme = (next: Theme): void => {
  theme.value = next;
  localStorage.setItem(key, next);
};

/** Keeps `<html data-theme>` with the look; gives back how to stop. */
export const keepTheme = (): (() => void) =>
  effect(() => {
    document.documentElement.dataset["theme"] = forcedTheme.value ?? theme.value;
  });
