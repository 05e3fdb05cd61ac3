import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Replaces a file so that after a crash either the old or the new text is there: written beside it, flushed, renamed,
 * and the folder's entry flushed as well.
 */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const beside = `${path}.new`;
  const file = await open(beside, "w", 0o640);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};
