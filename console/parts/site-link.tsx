import { board } from "../live/board.ts";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";

/** A site by name and code; leads to its page. */
export const SiteLink = ({ site }: { readonly site: string }) => (
  <>
    <a href={fillPath(pagePaths.site, { site })}>
      <bdi>{board.sites.get(site)?.name ?? site}</bdi>
    </a>{" "}
    <span class="quiet small">{site}</span>
  </>
);
