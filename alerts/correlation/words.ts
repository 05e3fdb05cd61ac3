import type { Topology } from "../../inventory/topology.ts";
import type { Bilingual } from "../alarm.ts";
import type { Fact } from "./fact.ts";

/** Failures that a reason names; further ones are summed up. */
const namedMax = 3;

/** Something that is out of service, in words that a reason can take in. */
export interface Broken extends Bilingual {
  /** A sentence of its own needs another verb for one link than for a site. */
  readonly kind: "link" | "node" | "power" | "silent";
}

/** "hop BPH0123–BPH0001"; with its code where other links run beside it or it stays within a site. */
export const linkWords = (topology: Topology, index: number): Broken => {
  const link = topology.inventory.links[index];
  if (link === undefined) return { kind: "link", en: "a link", vi: "một tuyến" };
  const { from, to, kind, code } = link;
  const beside = topology.inventory
    .linksOfSite(from.site)
    .filter((each) => [each.from.site, each.to.site].includes(to.site));
  const name = `${from.site}–${to.site}${beside.length > 1 || from.site === to.site ? ` (${code})` : ""}`;
  return kind === "microwave"
    ? { kind: "link", en: `hop ${name}`, vi: `tuyến vi ba ${name}` }
    : { kind: "link", en: `fibre ${name}`, vi: `tuyến quang ${name}` };
};

/** The words for a node or site that an alarm says is out of service. */
export const placeWords = ({ alarm }: Fact, kind: "node" | "power" | "silent"): Broken => {
  const place = kind === "node" ? `${alarm.site}/${alarm.node}` : alarm.site;
  return { kind, en: place, vi: place };
};

const states: Readonly<Record<Broken["kind"], Bilingual>> = {
  link: { en: "is down", vi: "đứt" },
  node: { en: "is down", vi: "ngừng hoạt động" },
  power: { en: "has no power", vi: "mất điện" },
  silent: { en: "is silent", vi: "không còn tín hiệu" },
};

const stateOf = (broken: Broken): Bilingual => ({
  en: `${broken.en} ${states[broken.kind].en}`,
  vi: `${broken.vi} ${states[broken.kind].vi}`,
});

/** "hop A–B is down and C has no power". */
const brokenWords = (broken: readonly Broken[]): Bilingual => {
  const named = broken.slice(0, namedMax).map(stateOf);
  const more = broken.length - named.length;
  return {
    en: named.map(({ en }) => en).join(" and ") + (more > 0 ? ` and ${more} more` : ""),
    vi: named.map(({ vi }) => vi).join(" và ") + (more > 0 ? ` và ${more} nơi khác` : ""),
  };
};

/** "the link at C/mw is down", for what tells of the same link's signal. */
export const sameLinkWords = ({ alarm }: Fact): Bilingual => ({
  en: `the link at ${alarm.site}/${alarm.node} is down`,
  vi: `tuyến tại ${alarm.site}/${alarm.node} đứt`,
});

/** "no path to a core node: hop A–B is down". */
export const noPathWords = (broken: readonly Broken[]): Bilingual => {
  const { en, vi } = brokenWords(broken);
  return { en: `no path to a core node: ${en}`, vi: `không còn đường tới nút lõi: ${vi}` };
};

/** Why an alarm about a link follows from another alarm about the same link. */
export const farEndWords = (link: Broken): Bilingual => ({
  en: `the other end of ${link.en} says the same`,
  vi: `đầu kia của ${link.vi} cũng báo như vậy`,
});

/** Why a link is down although nothing happened to it. */
export const deadEndWords = (link: Broken, end: Broken): Bilingual => {
  const { en, vi } = stateOf(end);
  return { en: `${link.en} ends at ${en.replace(/ (?=is |has )/, ", which ")}`, vi: `${link.vi}: ${vi}` };
};

/** Why one of several links that all end at a site follows from another one. */
export const meetingWords = (topology: Topology, siteVertex: number, links: readonly Broken[]): Bilingual => {
  const site = topology.inventory.sites[siteVertex - topology.nodeCount]?.code ?? "";
  const { en, vi } = brokenWords(links);
  return {
    en: `every way to ${site} ended together, so it has probably failed itself: ${en}`,
    vi: `mọi đường tới ${site} mất cùng lúc, nhiều khả năng chính trạm hỏng: ${vi}`,
  };
};

/** Why the silence of a second device of a site follows from that of the first. */
export const sameSiteWords = ({ alarm }: Fact): Bilingual => ({
  en: `${alarm.site} is silent as a whole`,
  vi: `cả trạm ${alarm.site} không còn tín hiệu`,
});

/** Why the silence of a site follows from a link to it, when the site may have other ways. */
export const silentWithWords = ({ alarm }: Fact, link: Broken): Bilingual => ({
  en: `${alarm.site} fell silent when ${link.en} went down`,
  vi: `${alarm.site} mất tín hiệu cùng lúc ${link.vi} đứt`,
});

/** Why a link alarm follows from one of a neighbour's neighbour, where it can't be told which links both speak of. */
export const togetherWords = ({ alarm }: Fact): Bilingual => ({
  en: `a link of ${alarm.site}/${alarm.node} went at the same time, and both have a neighbour that may have failed`,
  vi: `một tuyến của ${alarm.site}/${alarm.node} mất cùng lúc, hai bên có chung một trạm nhiều khả năng đã hỏng`,
});

/** A reason that has a reason of its own. */
export const sinceWords = (reason: Bilingual, above: Bilingual): Bilingual => ({
  en: `${reason.en}, since ${above.en}`,
  vi: `${reason.vi}, vì ${above.vi}`,
});
