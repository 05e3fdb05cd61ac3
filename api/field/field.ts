import type { DocumentRow } from "../../telemetry/journal.ts";
import { Berths } from "../berths.ts";
import type { ApiLimits } from "../limits.ts";
import { PhotoAlbum } from "./photo-album.ts";
import { PhotoFiles } from "./photo-files.ts";
import { VisitLog } from "./visit-log.ts";

/** What people at the sites tell and show. */
export interface Field {
  readonly visits: VisitLog;
  readonly photos: PhotoAlbum;
  readonly files: PhotoFiles;
  /** Photos between their first byte and their answer. */
  readonly arrivals: Berths;
}

/** What the field is opened with. */
export interface FieldParts {
  /** As the journal gave them back at start. */
  readonly documents: readonly DocumentRow[];
  /** Folder of the photos' files; made when it is not there. */
  readonly photoDirectory: string;
  readonly limits: ApiLimits;
}

/** Takes up where the journal ends, and removes files of photos that never got a record. */
export const openField = ({ documents, photoDirectory, limits }: FieldParts): Field => {
  const visits = new VisitLog(limits);
  visits.restore(documents);
  const photos = new PhotoAlbum(limits);
  photos.restore(documents);
  const files = new PhotoFiles(photoDirectory, limits.photoFreeBytesMin);
  files.removeOrphans(photos.fileNames());
  return { visits, photos, files, arrivals: new Berths(limits.photosArrivingMax) };
};
