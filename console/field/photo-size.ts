import { photoBytesWanted, photoPixelsMax } from "./limits.ts";

/** One way to write a photo as JPEG. */
export interface Attempt {
  readonly side: number;
  /** 0 to 1. */
  readonly quality: number;
}

/** Ways to write a photo, the best first. */
const photoAttempts: readonly Attempt[] = [
  { side: photoPixelsMax, quality: 0.8 },
  { side: photoPixelsMax, quality: 0.6 },
  { side: 1_280, quality: 0.6 },
  { side: 1_280, quality: 0.45 },
  { side: 1_024, quality: 0.45 },
  { side: 800, quality: 0.4 },
];

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size that fits into a square of `side` pixels; never larger than it was. */
export const fitted = ({ width, height }: Size, side: number): Size => {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

/** Writes a photo so that it is no larger than wanted, or as small as can be; null when even that is over the limit. */
export const shrink = async <Written extends { readonly size: number }>(
  write: (attempt: Attempt) => Promise<Written>,
  bytesMax: number,
): Promise<Written | null> => {
  let best: Written | null = null;
  for (const attempt of photoAttempts) {
    const written = await write(attempt);
    if (written.size <= bytesMax && (best === null || written.size < best.size)) best = written;
    if (written.size <= Math.min(bytesMax, photoBytesWanted)) return written;
  }
  return best;
};
