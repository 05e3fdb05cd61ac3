import type { CommuneCode, OperatorCode } from "./codes.ts";
import type { Site, SiteNode } from "./model.ts";

/** Whose equipment and which places somebody may see. */
export interface Scope {
  readonly operators: "all" | readonly OperatorCode[];
  readonly communes: "all" | readonly CommuneCode[];
}

/** The scope without limits. */
export const wholeScope: Scope = { operators: "all", communes: "all" };

const includes = <Code extends string>(allowed: "all" | readonly Code[], code: Code): boolean =>
  allowed === "all" || allowed.includes(code);

/** True when the site's commune is in scope and so is its owner or one of its tenants. */
export const siteVisible = (scope: Scope, site: Site): boolean =>
  includes(scope.communes, site.commune) &&
  (includes(scope.operators, site.owner) || site.tenants.some((tenant) => includes(scope.operators, tenant)));

/** True when the node's site is visible and the node is the site's own or of an operator in scope. */
export const nodeVisible = (scope: Scope, site: Site, node: SiteNode): boolean =>
  siteVisible(scope, site) && (node.operator === null || includes(scope.operators, node.operator));
