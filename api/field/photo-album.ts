import { createHash } from "node:crypto";
import { z } from "zod";
import type { DocumentRow } from "../../telemetry/journal.ts";
import type { ApiLimits } from "../limits.ts";
import { type PhotoType, photoTypes } from "./photo-type.ts";
import { type Addition, newestFirstKey, type SiteEntry, SiteLog } from "./site-log.ts";

/** What is known of a photo; its bytes are in a file. */
export interface Photo extends SiteEntry {
  readonly actor: string;
  readonly caption: string | null;
  readonly contentType: PhotoType;
  readonly bytes: number;
  readonly clock: "device" | "receiver";
}

const photoDocument = "photo";
const idDigits = 32;

const bodySchema = z.object({
  site: z.string(),
  actor: z.string(),
  caption: z.string().nullable(),
  contentType: z.enum(["image/jpeg", "image/png", "image/webp"]),
  bytes: z.number(),
  occurredAtMs: z.number(),
  recordedAtMs: z.number(),
  clock: z.enum(["device", "receiver"]),
});

const parsePhoto = (id: string, body: string): Photo => ({ id, ...bodySchema.parse(JSON.parse(body)) });

/** Name of a photo's file. */
export const photoFileName = ({ id, contentType }: Pick<Photo, "id" | "contentType">): string =>
  `${id}.${photoTypes[contentType]}`;

/** The id of a photo: the same for the same bytes by the same person at the same site. */
export const photoIdOf = ({ site, actor }: Pick<Photo, "site" | "actor">, content: Buffer): string => {
  const digest = createHash("sha256").update(`${site} ${actor} `).update(content).digest("hex");
  return `pht-${digest.slice(0, idDigits)}`;
};

/** Sorts photos as lists give them. */
export const photoKey: (photo: Photo) => string = newestFirstKey;

/** The records of photos. */
export class PhotoAlbum {
  readonly #log: SiteLog<Photo>;

  constructor({ photosPerSiteMax, photosBytesMax }: ApiLimits) {
    const bounds = { perSiteMax: photosPerSiteMax, weightMax: photosBytesMax };
    this.#log = new SiteLog({
      kind: photoDocument,
      parse: parsePhoto,
      weigh: ({ bytes }) => bytes,
      ...bounds,
    });
  }

  /** Bytes of all photos. */
  get bytes(): number {
    return this.#log.weight;
  }

  /** Photos that gave way to newer ones since the start. */
  get removedCount(): number {
    return this.#log.removedCount;
  }

  /** Takes the records out of the documents recovered at start. */
  restore(documents: readonly DocumentRow[]): void {
    this.#log.restore(documents);
  }

  get(id: string): Photo | undefined {
    return this.#log.get(id);
  }

  /** Names of all files that have a record. */
  fileNames(): ReadonlySet<string> {
    return new Set([...this.#log.entries()].map(photoFileName));
  }

  /** Photos of a site, the newest occurrence first. */
  ofSite(site: string): readonly Photo[] {
    return this.#log.ofSite(site);
  }

  /** Adds a photo whose file is written; call it inside `Act`. */
  add(photo: Photo): Addition<Photo> {
    return this.#log.add(photo);
  }
}
