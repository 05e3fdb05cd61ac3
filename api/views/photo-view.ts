import { z } from "zod";
import type { Photo } from "../field/photo-album.ts";
import { instantView, iso } from "./instant.ts";

/** A photo, in the form of `presentPhoto`. */
export const photoView = z.object({
  id: z.string(),
  site: z.string(),
  actor: z.string(),
  caption: z.string().nullable(),
  contentType: z.string(),
  bytes: z.number(),
  occurredAt: instantView,
  recordedAt: instantView,
  clock: z.enum(["device", "receiver"]).describe("whose clock occurredAt is of"),
  url: z.string(),
});

/** A photo as answers give it. */
export type PhotoView = z.output<typeof photoView>;

/** Shows a photo. */
export const presentPhoto = ({ occurredAtMs, recordedAtMs, ...photo }: Photo): PhotoView => ({
  ...photo,
  occurredAt: iso(occurredAtMs),
  recordedAt: iso(recordedAtMs),
  url: `/api/v1/photos/${photo.id}`,
});
