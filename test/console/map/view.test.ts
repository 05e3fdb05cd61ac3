import fc from "fast-check";
import { expect, test } from "vitest";
import { panned, pictureSize, type View, wholeView, zoomed } from "../../../console/map/view.ts";

const { width, height } = pictureSize;
const share = fc.double({ min: 0, max: 1, noNaN: true });
const factor = fc.double({ min: 0.05, max: 20, noNaN: true });
const step = fc.record({ factor, across: share, down: share, x: fc.integer({ min: -3_000, max: 3_000 }) });

const placeIn = (view: View, across: number, down: number) => ({
  x: view.x + across * view.width,
  y: view.y + down * view.height,
});

test("however somebody zooms and pans, the view stays within the picture, in its proportions, within 16 times", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let view = wholeView;
      for (const { factor: by, across, down, x } of steps) {
        view = panned(zoomed(view, by, placeIn(view, across, down)), x, -x);
        expect(view.x).toBeGreaterThanOrEqual(0);
        expect(view.y).toBeGreaterThanOrEqual(0);
        expect(view.x + view.width).toBeLessThanOrEqual(width + 1e-6);
        expect(view.y + view.height).toBeLessThanOrEqual(height + 1e-6);
        expect(view.height / view.width).toBeCloseTo(height / width, 9);
        expect(view.width).toBeGreaterThanOrEqual(width / 16);
      }
    }),
  );
});

test("zooming in keeps the place under the pointer", () => {
  const nearer = fc.double({ min: 1, max: 20, noNaN: true });
  fc.assert(
    fc.property(nearer, nearer, share, share, (first, second, across, down) => {
      const view = zoomed(wholeView, first, placeIn(wholeView, 0.3, 0.6));
      const at = placeIn(view, across, down);
      const near = zoomed(view, second, at);
      expect((at.x - near.x) / near.width).toBeCloseTo(across, 6);
      expect((at.y - near.y) / near.height).toBeCloseTo(down, 6);
    }),
  );
});

test("zooming in and out again at one place gives the same view", () => {
  const at = { x: 500, y: 200 };
  const there = zoomed(wholeView, 4, at);
  const back = zoomed(zoomed(there, 2, at), 0.5, at);
  for (const key of ["x", "y", "width", "height"] as const) expect(back[key]).toBeCloseTo(there[key], 9);
});

test("the whole is not left by zooming out", () => {
  expect(zoomed(wholeView, 0.1, { x: 7, y: 9 })).toEqual(wholeView);
});
