import { z } from "zod";
import { type NodeCode, nodeCode, type SiteCode, siteCode } from "../../telemetry/identifiers.ts";
import { type Forecast, unknownReasons } from "./forecast.ts";
import type { SiteState } from "./site-discharge.ts";

const belief = z.object({ logShare: z.number(), deviation: z.number().positive(), doubt: z.number() });

const memory = z.object({
  belief: z.object({ lead: belief, lithium: belief }),
  kinds: z.array(z.number()),
  curve: z.array(z.number()).nullable(),
  endVolts: z.number().nullable(),
  completed: z.number(),
  rate: z.number().positive(),
  celsius: z.number(),
});

const repeats = z.object({ value: z.number().nullable(), times: z.number(), moved: z.boolean() });
const taken = z.object({ lead: z.number(), lithium: z.number() });
const stretch = z.object({ taken, volts: z.number(), rate: z.number(), readings: z.number() });

const discharge = z.object({
  beganAtMs: z.number(),
  atMs: z.number(),
  periodMs: z.number(),
  suppliedAtMs: z.number().nullable(),
  starts: z.array(z.object({ missing: z.number(), probability: z.number() })),
  trust: z.object({ battery: repeats, load: repeats, volts: repeats, noiseVariance: z.number() }),
  load: z.object({ watts: z.number(), slowWatts: z.number(), wander: z.number() }).nullable(),
  rate: z.number().nullable(),
  doubt: z.number(),
  celsius: z.number(),
  record: z.object({ taken, stretches: z.array(stretch), open: stretch.nullable() }),
});

const forecast = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("minutes"),
    ...{ atMs: z.number(), p10: z.number(), p50: z.number(), p90: z.number() },
  }),
  z.object({ kind: z.literal("unknown"), atMs: z.number(), reason: z.enum(unknownReasons) }),
]);

const body = z.object({
  plateAmpereHours: z.number().positive(),
  state: z.object({
    memory,
    discharge: discharge.nullable(),
    lack: z.object({ share: z.number(), atMs: z.number() }).nullable(),
  }),
  /** The autonomy that was said last. */
  said: z.object({ atMs: z.number(), minutes: z.number() }).nullable(),
  /** How late the reading was whose forecast still waits. */
  waits: z.object({ lagMs: z.number() }).nullable().default(null),
  /** The forecast of then; journals from before it was kept make it from the state. */
  forecast: forecast.nullable().optional(),
});

/** What the journal keeps of the forecast of one power plant. */
export interface PlantBody {
  readonly plateAmpereHours: number;
  readonly state: SiteState;
  readonly said: { readonly atMs: number; readonly minutes: number } | null;
  readonly waits: { readonly lagMs: number } | null;
  readonly forecast?: Forecast | null | undefined;
}

/** Reads the body of a row; throws when it is not one. */
export const parsePlantBody = (text: string): PlantBody => body.parse(JSON.parse(text));

const prefix = "forecast/";

/** True for the key of a condition row that keeps what a forecast is made from. */
export const isForecastKey = (key: string): boolean => key.startsWith(prefix);

/** Key of the plant at a node. */
export const forecastKey = (site: string, node: string): string => `${prefix}${site}/${node}`;

/** Site and node of a plant's key. */
export const plantOfKey = (key: string): { readonly site: SiteCode; readonly node: NodeCode } => {
  const [site = "", node = ""] = key.slice(prefix.length).split("/");
  return { site: siteCode(site), node: nodeCode(node) };
};
