import type { SiteDialect, TopicClaim } from "./site-dialect.ts";
import { telegraf } from "./telegraf.ts";
import { thingsBoard } from "./thingsboard.ts";

/** The dialects besides the native one, whose topics and messages are the fast path of their own. */
const siteDialects: readonly SiteDialect[] = [thingsBoard, telegraf];

/** What one of the dialects has to do with a topic; null when none has. */
export const claimOf = (topic: string): TopicClaim | null => {
  for (const dialect of siteDialects) {
    const claim = dialect.claim(topic);
    if (claim !== null) return claim;
  }
  return null;
};

/** The topics of all of them in words, for error messages. */
export const dialectGrammar = siteDialects.map(({ grammar }) => grammar).join(", ");
