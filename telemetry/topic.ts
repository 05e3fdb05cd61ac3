import { codeGrammar, isCode, type NodeCode, nodeCode, type SiteCode, siteCode } from "./identifiers.ts";

/** What a device may publish under its own site. */
const upwardChannels = ["telemetry", "state", "alarm", "reply"] as const;
/** Last level of a topic that a device publishes. */
export type UpwardChannel = (typeof upwardChannels)[number];

/** A topic that follows the native grammar `sites/{site}/{node}/{channel}`. */
export interface Topic {
  readonly site: SiteCode;
  readonly node: NodeCode;
  readonly channel: UpwardChannel | "command";
}

const isChannel = (text: string | undefined): text is Topic["channel"] =>
  text === "telemetry" || text === "state" || text === "alarm" || text === "reply" || text === "command";

/** Reads `sites/{site}/{node}/{channel}`; null when the text does not follow that grammar. */
export const parseTopic = (text: string): Topic | null => {
  const [root, site, node, channel, ...rest] = text.split("/");
  if (root !== "sites" || rest.length > 0 || site === undefined || node === undefined) return null;
  if (!isCode(site) || !isCode(node) || !isChannel(channel)) return null;
  return { site: siteCode(site), node: nodeCode(node), channel };
};

/** The grammar in words, for error messages. */
export const topicGrammar = `sites/{site}/{node}/{${[...upwardChannels, "command"].join("|")}}, codes ${codeGrammar}`;
