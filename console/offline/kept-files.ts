/** What the build knows of one of its files. */
export interface BuiltFile {
  /** Files that it needs at once; empty for assets. */
  readonly imports: readonly string[];
  /** Styles that come with it. */
  readonly styles: readonly string[];
  /** Modules that it was made of. */
  readonly modules: readonly string[];
}

/** Where the page begins, and what it loads when somebody opens the field view. */
const beginnings = ["console/main.tsx", "console/field/field-page.tsx", "console/field/field-site-page.tsx"];

/** Files of the top that are kept as well. */
const topFiles = ["icon.svg", "manifest.webmanifest"];

/** Paths of all files that the field view is made of: what it begins with, and what that needs at once. */
export const keptFiles = (bundle: Readonly<Record<string, BuiltFile>>): readonly string[] => {
  const begins = ({ modules }: BuiltFile): boolean =>
    modules.some((module) => beginnings.some((path) => module.replaceAll("\\", "/").endsWith(path)));
  const wanted = new Set(
    Object.keys(bundle).filter((name) => bundle[name] !== undefined && begins(bundle[name])),
  );
  for (const name of wanted) {
    for (const needed of [...(bundle[name]?.imports ?? []), ...(bundle[name]?.styles ?? [])])
      wanted.add(needed);
  }
  return [...topFiles, ...[...wanted].sort()].map((name) => `/${name}`);
};
