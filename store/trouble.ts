import type { JournalTrouble } from "../telemetry/journal.ts";

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What an error of the database or the file system means for the journal; null when it is neither full nor failing. */
export const troubleOf = (error: unknown): JournalTrouble | null => {
  const message = messageOf(error);
  if (/no space left|ENOSPC|EDQUOT|disk quota|out of (disk )?space|disk is full/i.test(message))
    return "disk-full";
  if (/^IO Error|^FATAL|input\/output error|EIO|EROFS|invalidated|fsync/i.test(message))
    return "input-output";
  return null;
};

/** The text of anything that was thrown. */
export const describe = messageOf;
