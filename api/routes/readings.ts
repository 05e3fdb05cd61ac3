import { z } from "zod";
import { isCode, type NodeCode, nodeCode, type SiteCode, siteCode } from "../../telemetry/identifiers.ts";
import { isMetricName, presentValue } from "../../telemetry/metrics.ts";
import {
  type Aggregate,
  aggregates,
  type ReadingSlice,
  type StepSlice,
} from "../../telemetry/reading-history.ts";
import type { Series } from "../../telemetry/series-catalog.ts";
import { principalOf } from "../access.ts";
import { pageView, type RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { everyRole } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { instantInput, instantView, iso } from "../views/instant.ts";
import { type AskedPeriod, demandPeriod } from "../views/period.ts";
import { receiptOf, valueView } from "../views/reading-view.ts";
import { parseStepMs, stepGrammar } from "../views/step.ts";

const hourMs = 3_600_000;

const readingView = z
  .object({
    ts: instantView,
    value: valueView,
    receivedAt: instantView.describe("raw readings only"),
    clock: z.enum(["device", "receiver"]).describe("raw readings only; receiver: the device sent no time"),
  })
  .partial({ receivedAt: true, clock: true });
type Item = z.output<typeof readingView>;

interface Steps {
  readonly step?: number | undefined;
  readonly aggregate?: Aggregate | undefined;
}

const stepInput = z.string().transform((text, context) => {
  const stepMs = parseStepMs(text);
  if (stepMs !== null) return stepMs;
  context.addIssue({ code: "custom", message: `not a step: ${stepGrammar}` });
  return z.NEVER;
});

const siteInput = z.string().refine(isCode, "not a site code").transform(siteCode);
const nodeInput = z.string().refine(isCode, "not a node code").transform(nodeCode);

const seriesQuery = {
  site: siteInput,
  node: nodeInput,
  metric: z.string().refine(isMetricName, "not a metric name"),
  from: instantInput.optional().describe("left out: one hour before `to`"),
  to: instantInput.optional().describe("left out: now; not included itself"),
  step: stepInput.optional().describe(stepGrammar),
  aggregate: z.enum(aggregates).optional().describe("goes with `step`; left out: mean"),
};

const demandStep = {
  holds: ({ step, aggregate }: { step?: number | undefined; aggregate?: Aggregate | undefined }): boolean =>
    aggregate === undefined || step !== undefined,
  otherwise: { path: ["step"], message: "an aggregate needs a step" },
};

/** What a whole range of readings is asked for with. */
export const rangeQuery = z.strictObject(seriesQuery).refine(demandStep.holds, demandStep.otherwise);

const queryOf = ({ limits }: ApiContext) =>
  z
    .strictObject({
      ...seriesQuery,
      limit: z.coerce.number().int().min(1).max(limits.readingsRowsMax).default(limits.readingsRowsMax),
      cursor: z.string().max(1_000).optional(),
    })
    .refine(demandStep.holds, demandStep.otherwise);

/** The period that is asked about; an hour when none is named. */
export const rangeOf = (
  query: { from?: number | undefined; to?: number | undefined },
  { clock, limits }: ApiContext,
): AskedPeriod => {
  const toMs = query.to ?? clock();
  const period = { fromMs: query.from ?? toMs - hourMs, toMs };
  demandPeriod(period, limits.readingsSpanMaxMs);
  return period;
};

const rawItems = (series: Series, { tsMs, value, lagMs }: ReadingSlice, count: number): Item[] => {
  const items: Item[] = [];
  for (let row = 0; row < count; row++) {
    const at = tsMs[row] ?? 0;
    const shown = presentValue(series.metric, value[row] ?? 0);
    items.push({ ts: iso(at), value: shown, ...receiptOf(at, lagMs[row] ?? 0) });
  }
  return items;
};

// A mean or a count of words or of true and false is a number; a least, greatest or last one is of the metric's kind.
const keepsKind: Readonly<Record<Aggregate, boolean>> = {
  min: true,
  max: true,
  last: true,
  mean: false,
  count: false,
};

const stepItems = (series: Series, slice: StepSlice, count: number, aggregate: Aggregate): Item[] => {
  const metric = keepsKind[aggregate] ? series.metric : null;
  const items: Item[] = [];
  for (let row = 0; row < count; row++) {
    items.push({ ts: iso(slice.tsMs[row] ?? 0), value: presentValue(metric, slice.value[row] ?? 0) });
  }
  return items;
};

interface Page {
  readonly items: Item[];
  readonly nextMs: number | null;
}

/** A page of one series. */
interface Question extends AskedPeriod {
  readonly series: Series;
  readonly limit: number;
}

const rawPage = async ({ history }: ApiContext, { series, fromMs, toMs, limit }: Question): Promise<Page> => {
  const slice = await history.readings({ series: series.id, fromMs, toMs, rowsMax: limit + 1 });
  const count = Math.min(limit, slice.tsMs.length);
  const last = slice.tsMs[count - 1] ?? 0;
  return { items: rawItems(series, slice, count), nextMs: slice.tsMs.length > limit ? last + 1 : null };
};

const stepPage = async (
  { history }: ApiContext,
  { series, fromMs, toMs, limit }: Question,
  { stepMs, aggregate }: { readonly stepMs: number; readonly aggregate: Aggregate },
): Promise<Page> => {
  const slice = await history.steps({
    series: series.id,
    fromMs,
    toMs,
    rowsMax: limit + 1,
    stepMs,
    aggregate,
  });
  const count = Math.min(limit, slice.tsMs.length);
  const last = slice.tsMs[count - 1] ?? 0;
  const nextMs = slice.tsMs.length > limit ? last + stepMs : null;
  return { items: stepItems(series, slice, count, aggregate), nextMs };
};

/** The series when it is in sight, null when it never was; throws `not-found` for what does not exist. */
export const seriesInSight = (
  { inventory, catalog }: ApiContext,
  { site, node, metric }: { readonly site: SiteCode; readonly node: NodeCode; readonly metric: string },
  sight: Sight,
): Series | null => {
  const series = catalog.find(site, node, metric) ?? null;
  const known = inventory().site(site) !== null || series !== null;
  if (!known || !sight.site(site)) throw notFound(`Site ${site}`);
  if (!sight.node(site, node)) throw notFound(`Node ${site}/${node}`);
  return series;
};

/** A page of a series from `fromMs` on: readings as they came, or one value a step; `nextMs` begins the next page. */
export const readingPage = async (
  context: ApiContext,
  question: Question,
  { step: stepMs, aggregate = "mean" }: Steps,
): Promise<Page> =>
  stepMs === undefined ? rawPage(context, question) : stepPage(context, question, { stepMs, aggregate });

/** Readings of one series, oldest first: as they came, or one value a step. */
export const readingRoutes: RouteGroup = (api, context) => {
  api.get(
    "/api/v1/readings",
    {
      config: { roles: everyRole },
      schema: { querystring: queryOf(context), response: { 200: pageView(readingView) } },
    },
    async (request, reply) => {
      const { query } = request;
      const sight = new Sight(principalOf(request).scope, context.inventory());
      const range = rangeOf(query, context);
      const after = decodeCursor("readings", query.cursor, z.tuple([z.int()]))?.[0];
      const series = seriesInSight(context, query, sight);
      const fromMs = Math.max(range.fromMs, after ?? range.fromMs);
      if (!series || fromMs >= range.toMs) return reply.send({ items: [], next: null });
      const question = { series, fromMs, toMs: range.toMs, limit: query.limit };
      const { items, nextMs } = await readingPage(context, question, query);
      const next = nextMs === null ? null : encodeCursor("readings", [nextMs]);
      // Ten thousand items through the schema once more would hold the event loop.
      // Only now: an error is written as it is, and this would quote it.
      return reply.serializer((page) => JSON.stringify(page)).send({ items, next });
    },
  );
};
