import type { UserView } from "../../api/contract.ts";
import { wordsOf } from "../words/words.ts";

/** Whose equipment and which places somebody sees. */
export type Scope = UserView["scope"];

/** A scope that leaves nothing out. */
export const wholeScope: Scope = { operators: "all", communes: "all" };

const say = wordsOf({
  vi: { all: "tất cả", operators: "nhà mạng {codes}", communes: "xã {codes}", none: "(không có)" },
  en: { all: "everything", operators: "operators {codes}", communes: "communes {codes}", none: "(none)" },
});

/** A scope in words. */
export const scopeText = ({ operators, communes }: Scope): string => {
  const codesText = (codes: readonly string[]): string => codes.join(", ") || say("none");
  const parts = [
    operators === "all" ? "" : say("operators", { codes: codesText(operators) }),
    communes === "all" ? "" : say("communes", { codes: codesText(communes) }),
  ].filter(Boolean);
  return parts.length === 0 ? say("all") : parts.join("; ");
};

/** A list of codes with one taken in or out, in order. */
export const withCode = (codes: readonly string[], code: string, isIn: boolean): string[] =>
  (isIn ? [...new Set([...codes, code])] : codes.filter((each) => each !== code)).sort();

/** What may be chosen, each code once under its latest name. */
export const choicesOf = (
  entries: readonly { readonly code: string; readonly name: string }[],
): readonly { readonly code: string; readonly name: string }[] => [
  ...new Map(entries.map(({ code, name }) => [code, { code, name }])).values(),
];
