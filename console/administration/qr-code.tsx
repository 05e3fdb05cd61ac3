import { useMemo } from "preact/hooks";
import { qrDrawing } from "./qr.ts";
import "./qr-code.css";

interface Properties {
  readonly text: string;
  /** What a scanner finds there. */
  readonly label: string;
}

/** A text as a QR code, black on white in every look. */
export const QrCode = ({ text, label }: Properties) => {
  const { size, path } = useMemo(() => qrDrawing(text), [text]);
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path class="qr-ground" d={`M0 0h${size}v${size}H0z`} />
      <path d={path} />
    </svg>
  );
};
