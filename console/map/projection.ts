import { Delaunay } from "d3-delaunay";
import { geoGraticule, geoMercator, geoPath } from "d3-geo";

/** Something with a position on the ground, degrees WGS 84. */
export interface Positioned {
  readonly code: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Where something is on the picture, in its units. */
export interface Spot {
  readonly code: string;
  readonly x: number;
  readonly y: number;
}

/** Polygons that a province supplies, as GeoJSON (RFC 7946). */
export interface Boundaries {
  readonly type: "FeatureCollection";
  readonly features: readonly Boundary[];
}

interface Boundary {
  readonly type: "Feature";
  readonly properties: Readonly<Record<string, unknown>> | null;
  readonly geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon;
}

/** A picture of a province: where each site lies, and the lines of its ground as SVG paths. */
export interface MapPicture {
  readonly spots: readonly Spot[];
  /** Boundaries, or the graticule where none are given. */
  readonly ground: readonly string[];
  /** The site nearest to a place of the picture; null when there is none. */
  readonly nearest: (x: number, y: number) => Spot | null;
}

const marginShare = 0.06;
/** Lines of the graticule are so far apart, degrees. */
const graticuleDegrees = 0.25;
/** It reaches so far beyond the outermost sites, degrees. */
const graticuleMarginDegrees = 3;
/** Shown where there is no site: the middle of the country, longitude and latitude. */
const middle = [106, 16] as const;

/** West, south, east and north of some sites, degrees. */
const extentOf = (sites: readonly Positioned[]): readonly [number, number, number, number] => {
  if (sites.length === 0) return [...middle, ...middle];
  const longitudes = sites.map(({ longitude }) => longitude);
  const latitudes = sites.map(({ latitude }) => latitude);
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)];
};

const pointsOf = (sites: readonly Positioned[]): GeoJSON.MultiPoint => ({
  type: "MultiPoint",
  coordinates: sites.map(({ latitude, longitude }) => [longitude, latitude]),
});

/** Draws sites and boundaries (or a graticule) into a rectangle. The only file that knows d3. */
export const drawMap = (
  sites: readonly Positioned[],
  boundaries: Boundaries,
  { width, height }: { readonly width: number; readonly height: number },
): MapPicture => {
  const margin = Math.min(width, height) * marginShare;
  const corners: [[number, number], [number, number]] = [
    [margin, margin],
    [width - margin, height - margin],
  ];
  const projection = geoMercator().fitExtent(corners, pointsOf(sites));
  const [west, south, east, north] = extentOf(sites);
  // Sites in one place have no extent to fit: a scale of a district around them.
  if (sites.length === 0 || (west === east && south === north))
    projection
      .scale(40_000)
      .center([west, south])
      .translate([width / 2, height / 2]);
  const path = geoPath(projection);
  const spots = sites.flatMap(({ code, latitude, longitude }) => {
    const at = projection([longitude, latitude]);
    return at === null ? [] : [{ code, x: at[0], y: at[1] }];
  });
  const step: [number, number] = [graticuleDegrees, graticuleDegrees];
  const around: [[number, number], [number, number]] = [
    [west - graticuleMarginDegrees, south - graticuleMarginDegrees],
    [east + graticuleMarginDegrees, north + graticuleMarginDegrees],
  ];
  const lines =
    boundaries.features.length > 0
      ? boundaries.features.map(({ geometry }) => path(geometry))
      : [path(geoGraticule().step(step).extent(around)())];
  const found =
    spots.length > 0
      ? Delaunay.from(
          spots,
          ({ x }) => x,
          ({ y }) => y,
        )
      : null;
  return {
    spots,
    ground: lines.filter((line) => line !== null),
    nearest: (x, y) => (found === null ? null : (spots[found.find(x, y)] ?? null)),
  };
};
