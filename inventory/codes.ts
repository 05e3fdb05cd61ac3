import {
  codeGrammar,
  isCode,
  type NodeCode,
  nodeCode,
  type SiteCode,
  siteCode,
} from "../telemetry/identifiers.ts";

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Code of an operator (VTL, VNP, MBF …), same grammar as a site's. */
export type OperatorCode = Branded<string, "OperatorCode">;
/** Code of a commune in the national list (five digits in Vietnam); kept as text, leading zeros count. */
export type CommuneCode = Branded<string, "CommuneCode">;
/** Code of a link, same grammar as a site's. */
export type LinkCode = Branded<string, "LinkCode">;

/** A node anywhere in the network, written `SITE/node`. */
export interface NodePath {
  readonly site: SiteCode;
  readonly node: NodeCode;
}

/** True when the text is a legal operator code. */
export const isOperatorCode = (text: string): text is OperatorCode => isCode(text);
/** True when the text is a legal commune code. */
export const isCommuneCode = (text: string): text is CommuneCode => isCode(text);
const isLinkCode = (text: string): text is LinkCode => isCode(text);

/** Thrown when text from outside is not the inventory code asked for. */
class InventoryCodeError extends Error {
  override readonly name = "InventoryCodeError";
}

const refuse = (text: string, what: string): never => {
  throw new InventoryCodeError(`"${text}" is not ${what}: use ${codeGrammar}`);
};

/** Parses an operator code; throws InventoryCodeError. */
export const operatorCode = (text: string): OperatorCode =>
  isOperatorCode(text) ? text : refuse(text, "an operator code");

/** Parses a commune code; throws InventoryCodeError. */
export const communeCode = (text: string): CommuneCode =>
  isCommuneCode(text) ? text : refuse(text, "a commune code");

/** Parses a link code; throws InventoryCodeError. */
export const linkCode = (text: string): LinkCode => (isLinkCode(text) ? text : refuse(text, "a link code"));

/** Reads `SITE/node`; null when the text does not follow that grammar. */
export const parseNodePath = (text: string): NodePath | null => {
  const [site, node, ...rest] = text.split("/");
  if (site === undefined || node === undefined || rest.length > 0) return null;
  return isCode(site) && isCode(node) ? { site: siteCode(site), node: nodeCode(node) } : null;
};

/** Writes `SITE/node`. */
export const formatNodePath = (path: NodePath): string => `${path.site}/${path.node}`;
