import { type Attempt, fitted, shrink } from "./photo-size.ts";

/** The photo as JPEG, shrunk; null when it can't be made small enough. Rejects when the file is no picture. */
export const shrinkPhoto = async (file: Blob, bytesMax: number): Promise<Blob | null> => {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  const write = ({ side, quality }: Attempt): Promise<Blob> => {
    draw(canvas, picture, side);
    return new Promise((resolve, reject) => {
      const take = (blob: Blob | null): void =>
        blob === null ? reject(new Error("the browser wrote no JPEG")) : resolve(blob);
      canvas.toBlob(take, "image/jpeg", quality);
    });
  };
  const shrunk = await shrink(write, bytesMax);
  picture.close();
  return shrunk;
};

/** Draws a picture into a canvas, fitted into a square of `side` pixels. */
const draw = (canvas: HTMLCanvasElement, picture: ImageBitmap, side: number): void => {
  Object.assign(canvas, fitted(picture, side));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
};

const previewPixels = 640;

/** Shows a picture on a canvas of the page. */
export const preview = async (file: Blob, canvas: HTMLCanvasElement): Promise<void> => {
  const picture = await createImageBitmap(file);
  draw(canvas, picture, previewPixels);
  picture.close();
};
