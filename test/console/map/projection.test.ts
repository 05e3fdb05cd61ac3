import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Boundaries, drawMap, type Positioned } from "../../../console/map/projection.ts";

const size = { width: 1_200, height: 760 };
const nowhere = { type: "FeatureCollection", features: [] } as const;

const at = (code: string, latitude: number, longitude: number): Positioned => ({ code, latitude, longitude });

/** Degrees to five places, a metre: what a survey gives. */
const degrees = (min: number, max: number) =>
  fc.integer({ min: min * 100_000, max: max * 100_000 }).map((value) => value / 100_000);
const someSites = fc
  .array(fc.tuple(degrees(8, 24), degrees(102, 110)), { minLength: 1, maxLength: 30 })
  .map((places) => places.map(([latitude, longitude], index) => at(`S${index}`, latitude, longitude)));

describe("where sites lie", () => {
  test("wherever they are in the country, they are all on the picture", () => {
    fc.assert(
      fc.property(someSites, (sites) => {
        const { spots } = drawMap(sites, nowhere, size);
        expect(spots.map(({ code }) => code)).toEqual(sites.map(({ code }) => code));
        for (const { x, y } of spots) {
          expect([x > 0 && x < size.width, y > 0 && y < size.height]).toEqual([true, true]);
        }
      }),
    );
  });

  test("north is up and east is right", () => {
    const [south, north] = drawMap([at("S", 11, 106), at("N", 12, 107)], nowhere, size).spots;
    expect([(north?.y ?? 0) < (south?.y ?? 0), (north?.x ?? 0) > (south?.x ?? 0)]).toEqual([true, true]);
  });

  test.each([1, 2])("%d in one place are in the middle", (count) => {
    const { spots } = drawMap(
      Array.from({ length: count }, (_, index) => at(`S${index}`, 11.9, 106.8)),
      nowhere,
      size,
    );
    for (const { x, y } of spots) {
      expect([Math.round(x), Math.round(y)]).toEqual([600, 380]);
    }
    expect(spots).toHaveLength(count);
  });
});

describe("the ground", () => {
  const square = [
    [106, 11],
    [106, 12],
    [107, 12],
    [107, 11],
    [106, 11],
  ];
  const feature: Boundaries["features"][number] = {
    type: "Feature",
    properties: null,
    geometry: { type: "Polygon", coordinates: [square] },
  };

  test("is one path for each boundary", () => {
    const { ground } = drawMap(
      [at("S", 11.5, 106.5)],
      { type: "FeatureCollection", features: [feature, feature] },
      size,
    );
    expect(ground).toHaveLength(2);
    expect(ground[0]).toMatch(/^M[-\d.]+,[-\d.]+L.+Z$/);
  });

  test("is a graticule without boundaries, around all sites, and without sites too", () => {
    const alone = drawMap([at("S", 8.6, 104.7)], nowhere, size).ground[0] ?? "";
    const country = drawMap([at("S", 8.6, 104.7), at("N", 23.3, 105.3)], nowhere, size).ground[0] ?? "";
    const linesOf = (path: string): number => path.split("M").length - 1;
    expect(linesOf(alone)).toBeGreaterThan(10);
    expect(linesOf(country)).toBeGreaterThan(linesOf(alone) + 50);
    expect(drawMap([], nowhere, size).ground[0]).toMatch(/^M/);
    expect(country).not.toContain("NaN");
  });
});

describe("the site nearest to a place", () => {
  test("is none where there is no site", () => {
    expect(drawMap([], nowhere, size).nearest(1, 1)).toBeNull();
  });

  test("is nearer than every other", () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 1_200 }), y: fc.integer({ min: 0, max: 760 }) });
    fc.assert(
      fc.property(someSites, place, (sites, { x, y }) => {
        const picture = drawMap(sites, nowhere, size);
        const away = (spot: { readonly x: number; readonly y: number }): number =>
          Math.hypot(spot.x - x, spot.y - y);
        const found = picture.nearest(x, y);
        if (found === null) throw new Error("there is a site");
        expect(away(found)).toBeCloseTo(Math.min(...picture.spots.map(away)), 6);
      }),
    );
  });
});
