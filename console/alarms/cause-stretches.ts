import type { CauseView } from "../../api/contract.ts";

/** A part of the network on the way from an alarm to the core; names are null where they are out of sight. */
export type CauseElement = CauseView["path"][number];

/** What an element is called; null when it is out of sight. */
export const elementName = ({ kind, code, site, node }: CauseElement): string | null => {
  if (kind === "link") return code;
  return site === null || node === null ? null : `${site}/${node}`;
};

/** The path in stretches of one state, so that the dead part stands out as a whole. */
export const stretchesOf = (
  path: readonly CauseElement[],
): readonly { readonly state: CauseElement["state"]; readonly elements: readonly CauseElement[] }[] => {
  const stretches: { state: CauseElement["state"]; elements: CauseElement[] }[] = [];
  for (const element of path) {
    const last = stretches.at(-1);
    if (last?.state === element.state) last.elements.push(element);
    else stretches.push({ state: element.state, elements: [element] });
  }
  return stretches;
};
