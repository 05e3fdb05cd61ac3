import { z } from "zod";

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number());

const ring = z
  .array(position)
  .min(4)
  .refine((positions) => String(positions.at(0)) === String(positions.at(-1)), {
    message: "is not closed",
    params: { fix: "repeat the first position as the last" },
  });

const polygon = z.array(ring).min(1);

const feature = z.looseObject({
  type: z.literal("Feature"),
  geometry: z.discriminatedUnion("type", [
    z.looseObject({ type: z.literal("Polygon"), coordinates: polygon }),
    z.looseObject({ type: z.literal("MultiPolygon"), coordinates: z.array(polygon).min(1) }),
  ]),
});

/** Areas as GeoJSON (RFC 7946): a FeatureCollection of Polygon and MultiPolygon in degrees WGS 84, closed rings. */
export const boundariesSchema = z.looseObject({
  type: z.literal("FeatureCollection"),
  features: z.array(feature),
});

/** What is answered when there are none. */
export const noBoundaries = '{"type":"FeatureCollection","features":[]}';
