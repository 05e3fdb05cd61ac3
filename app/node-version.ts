/** The oldest Node that runs the platform; `engines` of package.json says the same. */
export const oldestNode = "22.18";

/** What to tell whoever starts the platform on a Node that can't run it; null when this one can. */
export const nodeFault = (version: string): string | null => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [majorMin = 0, minorMin = 0] = oldestNode.split(".").map(Number);
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return null;
  return `error: this is Node ${version}, and tramcanh needs ${oldestNode} or newer\n  fix: install a newer Node; in a checkout \`npm ci\` brings one, which \`npm run tramcanh\` uses`;
};
