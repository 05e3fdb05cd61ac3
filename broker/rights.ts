import type { SiteCode } from "../telemetry/identifiers.ts";
import { isCode } from "../telemetry/identifiers.ts";
import { parseTopic } from "../telemetry/topic.ts";

/** A device reads only the commands of its own site: `sites/{its site}/{node or +}/command`. */
export const maySubscribe = (site: SiteCode, filter: string): boolean => {
  const [root, filterSite, node, channel, ...rest] = filter.split("/");
  const nodeIsLegal = node === "+" || (node !== undefined && isCode(node));
  return root === "sites" && filterSite === site && nodeIsLegal && channel === "command" && rest.length === 0;
};

/** The same right, asked of a message about to be delivered. */
export const mayReceive = (site: SiteCode, topicText: string): boolean => {
  const topic = parseTopic(topicText);
  return topic !== null && topic.site === site && topic.channel === "command";
};

/** A will may only say that the device itself is gone: the state topic of its own site. */
export const mayLeaveWill = (
  site: SiteCode,
  will: { topic: string; payloadBytes: number },
  bytesMax: number,
): boolean => {
  const topic = parseTopic(will.topic);
  return topic !== null && topic.site === site && topic.channel === "state" && will.payloadBytes <= bytesMax;
};
