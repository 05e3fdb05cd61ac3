import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { photoBytesWanted, photoPixelsMax } from "../../../console/field/limits.ts";
import { type Attempt, fitted, shrink } from "../../../console/field/photo-size.ts";

/** Writes "photos" whose size falls with side and quality; notes each attempt. */
const camera = (bytesAtBest: number) => {
  const tried: Attempt[] = [];
  const write = async (attempt: Attempt) => {
    tried.push(attempt);
    return { size: Math.ceil(bytesAtBest * (attempt.side / photoPixelsMax) ** 2 * (attempt.quality / 0.8)) };
  };
  return { tried, write };
};

test("a photo fits into the square, keeps its proportions and never grows", () => {
  const side = fc.integer({ min: 1, max: 12_000 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const size = fitted({ width, height }, photoPixelsMax);
      expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(photoPixelsMax);
      expect(size.width).toBeLessThanOrEqual(width);
      expect(size.height).toBeLessThanOrEqual(height);
      expect(Math.abs(size.width * height - size.height * width)).toBeLessThanOrEqual(
        Math.max(width, height),
      );
    }),
  );
  expect(fitted({ width: 4_000, height: 3_000 }, photoPixelsMax)).toEqual({ width: 1_600, height: 1_200 });
});

describe("shrinking", () => {
  test("a photo that is small already is written once, at its best", async () => {
    const { tried, write } = camera(90_000);
    expect(await shrink(write, 2_097_152)).toEqual({ size: 90_000 });
    expect(tried).toEqual([{ side: photoPixelsMax, quality: 0.8 }]);
  });

  test("a large one is written smaller until a thin line takes it in time", async () => {
    const { tried, write } = camera(700_000);
    const photo = await shrink(write, 2_097_152);
    expect(photo?.size).toBeLessThanOrEqual(photoBytesWanted);
    expect(tried.length).toBeGreaterThan(1);
  });

  test("one that stays large is sent as small as it got, one over photoBytesMax not at all", async () => {
    expect((await shrink(camera(3_000_000).write, 2_097_152))?.size).toBe(375_000);
    expect(await shrink(camera(90_000_000).write, 2_097_152)).toBeNull();
  });
});
