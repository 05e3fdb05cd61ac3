/** The part of the picture that is shown, in the picture's units. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Size of the whole picture. */
export const pictureSize = { width: 1_200, height: 760 } as const;

/** The whole picture. */
export const wholeView: View = { x: 0, y: 0, ...pictureSize };

/** Sixteen times nearer than the whole: single sites of a town are apart then. */
const nearestFactor = 16;

/** A view nearer (factor above 1) or further around a place that stays where it is; never beyond the picture. */
export const zoomed = (view: View, factor: number, at: { readonly x: number; readonly y: number }): View => {
  const width = Math.min(pictureSize.width, Math.max(pictureSize.width / nearestFactor, view.width / factor));
  const height = (width / pictureSize.width) * pictureSize.height;
  const share = { x: (at.x - view.x) / view.width, y: (at.y - view.y) / view.height };
  return within({ x: at.x - share.x * width, y: at.y - share.y * height, width, height });
};

/** The view moved by so many units of the picture. */
export const panned = (view: View, x: number, y: number): View =>
  within({ ...view, x: view.x + x, y: view.y + y });

const within = (view: View): View => ({
  ...view,
  x: Math.min(Math.max(view.x, 0), pictureSize.width - view.width),
  y: Math.min(Math.max(view.y, 0), pictureSize.height - view.height),
});
