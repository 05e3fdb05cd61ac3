import { correction, generate } from "lean-qr";

/** A QR code (ISO/IEC 18004) as one SVG path on a grid of whole numbers. */
export interface QrDrawing {
  /** Modules along one side, the quiet zone included. */
  readonly size: number;
  readonly path: string;
}

/** Light modules around the code: the standard asks for four. */
const quietZone = 4;

/** Draws a text as a QR code. Level M: read even with a seventh of it dirty. Throws when it is too long. */
export const qrDrawing = (text: string): QrDrawing => {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const rows: string[] = [];
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (!code.get(x, y)) continue;
      const from = x;
      while (code.get(x + 1, y)) x += 1;
      rows.push(`M${from + quietZone} ${y + quietZone}h${x - from + 1}v1H${from + quietZone}z`);
    }
  }
  return { size: code.size + 2 * quietZone, path: rows.join("") };
};
