import { headline } from "../alarms/headline.ts";
import { severityRank } from "../parts/severity.ts";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { Presence } from "../sites/presence.tsx";
import { presenceOf, worstOf } from "../sites/site-order.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { isLive, keptText } from "./data-age.tsx";
import type { KeptSite, SiteSnapshot } from "./kept-site.ts";
import { TimeLeft } from "./time-left.tsx";

const say = wordsOf({
  vi: {
    pinned: "đã ghim",
    fine: "Không có cảnh báo",
    unread: "Chưa tải được",
    more: "và {count} cảnh báo khác",
  },
  en: {
    pinned: "pinned",
    fine: "No alarm",
    unread: "Not loaded yet",
    more: "and {count} more {count|alarm|alarms}",
  },
});

const TroubleLine = ({ snapshot }: { readonly snapshot: SiteSnapshot }) => {
  const { site, alarms } = snapshot;
  const [gravest, ...others] = [...alarms].sort(
    (one, other) => severityRank(one.severity) - severityRank(other.severity),
  );
  if (gravest === undefined) {
    return (
      <span class="quiet">
        {say("fine")} · <Presence presence={presenceOf(site)} />
      </span>
    );
  }
  return (
    <>
      <bdi class="field-clip">{headline(inLanguage(gravest.text))}</bdi>
      {others.length > 0 && <span class="quiet small"> {say("more", { count: others.length })}</span>}
    </>
  );
};

/** A site of mine in the list: how bad it is, what is wrong, how long it lasts, and how old that is. */
export const SiteCard = ({ site: { code, snapshot, isPinned } }: { readonly site: KeptSite }) => {
  const worst = snapshot === null ? null : worstOf(snapshot.site);
  return (
    <a class="site-card" href={fillPath(pagePaths.fieldSite, { site: code })}>
      <span class="site-card-mark">{worst !== null && <SeverityMark severity={worst} />}</span>
      <span class="site-card-body">
        <strong>
          <bdi class="field-clip">{snapshot?.site.name ?? code}</bdi>
        </strong>{" "}
        <span class="quiet small">
          {code}
          {isPinned && ` · ${say("pinned")}`}
        </span>
        <br />
        {snapshot === null ? <span class="quiet">{say("unread")}</span> : <TroubleLine snapshot={snapshot} />}
        {snapshot !== null && snapshot.site.forecast !== null && (
          <>
            <br />
            <TimeLeft site={snapshot.site} isShort />
          </>
        )}
        {snapshot !== null && !isLive(code) && <span class="site-card-age small">{keptText(snapshot)}</span>}
      </span>
    </a>
  );
};
