/** The kinds of photo that are taken, by their media type, with the end of their file names. */
export const photoTypes = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" } as const;
/** Media type of a photo. */
export type PhotoType = keyof typeof photoTypes;

const isAt = (bytes: Buffer, offset: number, text: string): boolean =>
  bytes.subarray(offset, offset + text.length).equals(Buffer.from(text, "latin1"));

/**
 * What the bytes are by their signature: JPEG (ISO/IEC 10918-1 B.1.1.3: SOI, then a marker), PNG (ISO/IEC 15948 §5.2)
 * or WebP (RFC 9649 §2.4); null for anything else.
 */
export const photoTypeOf = (bytes: Buffer): PhotoType | null => {
  if (isAt(bytes, 0, "\xff\xd8\xff")) return "image/jpeg";
  if (isAt(bytes, 0, "\x89PNG\r\n\x1a\n")) return "image/png";
  return isAt(bytes, 0, "RIFF") && isAt(bytes, 8, "WEBP") ? "image/webp" : null;
};
