import { randomBytes } from "node:crypto";
import { AcknowledgeLinks, linkKeyKind } from "../alerts/notification/acknowledge-links.ts";
import type { DocumentRow, JournalRows } from "../telemetry/journal.ts";

/** Links to acknowledge by, and the change that keeps a new key of theirs: null when there is nothing to keep. */
export interface OpenedLinks {
  readonly links: AcknowledgeLinks | null;
  readonly enterKey: ((rows: JournalRows, nowMs: number) => void) | null;
}

/** Opens links with the key of the journal or a new one; without a public address there are none. */
export const openAcknowledgeLinks = ({
  publicUrl,
  documents,
}: {
  readonly publicUrl: string | undefined;
  readonly documents: readonly DocumentRow[];
}): OpenedLinks => {
  if (publicUrl === undefined) return { links: null, enterKey: null };
  const kept = documents.findLast(({ kind }) => kind === linkKeyKind)?.body ?? null;
  const key = kept ?? randomBytes(32).toString("base64url");
  const links = new AcknowledgeLinks({ key, publicUrl });
  links.restore(documents);
  if (kept !== null) return { links, enterKey: null };
  return {
    links,
    enterKey: (rows, nowMs) => {
      rows.document.push({ kind: linkKeyKind, id: "key", changedAtMs: nowMs, body: key });
    },
  };
};
