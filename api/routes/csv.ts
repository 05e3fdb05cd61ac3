import type { z } from "zod";
import type { CsvCell } from "../../inventory/csv-rows.ts";
import { principalOf } from "../access.ts";
import type { Api, RouteGroup } from "../api.ts";
import { admitTo, Berths } from "../berths.ts";
import type { ApiContext } from "../context.ts";
import { begun, type CsvPages, localTime, sendCsv } from "../csv-file.ts";
import { everyRole } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import type { OutageView } from "../views/outage-view.ts";
import { outageFilter, outagePage } from "./outages.ts";
import { rangeOf, rangeQuery, readingPage, seriesInSight } from "./readings.ts";

type ReadingsAsked = z.output<typeof rangeQuery>;

async function* readingRows(context: ApiContext, query: ReadingsAsked, sight: Sight): CsvPages {
  const { fromMs, toMs } = rangeOf(query, context);
  const series = seriesInSight(context, query, sight);
  let nextMs: number | null = fromMs;
  while (series !== null && nextMs !== null) {
    const question = { series, fromMs: nextMs, toMs, limit: context.limits.readingsRowsMax };
    const page: Awaited<ReturnType<typeof readingPage>> = await readingPage(context, question, query);
    yield page.items.map(({ ts, value, receivedAt = null, clock = null }) => [
      ts,
      localTime(ts),
      value,
      receivedAt,
      clock,
    ]);
    nextMs = page.nextMs;
  }
}

type Admit = ReturnType<typeof admitTo>;

const readingsCsv = (api: Api, context: ApiContext, admit: Admit): void => {
  const columns = ["time_utc", "time_local", "value", "received_utc", "clock"];
  api.get(
    "/api/v1/readings.csv",
    {
      config: { roles: everyRole },
      preHandler: admit,
      schema: { querystring: rangeQuery, description: "CSV of one series", produces: ["text/csv"] },
    },
    async (request, reply) => {
      const { query } = request;
      const sight = new Sight(principalOf(request).scope, context.inventory());
      const pages = await begun(readingRows(context, query, sight));
      const what = `${query.node} ${query.metric}`;
      const place = [query.site, context.inventory().site(query.site)?.name].join(" ").trim();
      return sendCsv(
        reply,
        { asciiName: `readings ${query.site} ${what}`, name: `Số đo ${place} ${what}`, columns },
        pages,
      );
    },
  );
};

const outageColumns = [
  ...["id", "subject", "site", "site_name", "node", "from_utc", "from_local", "to_utc", "to_local"],
  ...["minutes", "class", "confirmed_by", "alarm", "cause_alarm", "corrections"],
];

const outageRow = (outage: OutageView): CsvCell[] => [
  outage.id,
  outage.subject,
  outage.site,
  outage.siteName,
  outage.node,
  outage.from,
  localTime(outage.from),
  outage.to,
  outage.to && localTime(outage.to),
  outage.minutes,
  outage.class,
  outage.confirmedBy,
  outage.alarm,
  outage.causeAlarm,
  outage.corrections.map(({ before, after, reason }) => `${before} → ${after}: ${reason}`).join("; "),
];

async function* outageRows(
  context: ApiContext,
  filter: z.output<typeof outageFilter>,
  sight: Sight,
): CsvPages {
  let after: Parameters<typeof outagePage>[2]["after"] = null;
  do {
    const page: Awaited<ReturnType<typeof outagePage>> = await outagePage(context, filter, {
      sight,
      after,
      limit: context.limits.pageItemsMax,
    });
    yield page.items.map(outageRow);
    after = page.last;
  } while (after !== null);
}

const outagesCsv = (api: Api, context: ApiContext, admit: Admit): void => {
  api.get(
    "/api/v1/outages.csv",
    {
      config: { roles: everyRole },
      preHandler: admit,
      schema: {
        querystring: outageFilter,
        description: "CSV of the ledger of outages",
        produces: ["text/csv"],
      },
    },
    async (request, reply) => {
      const sight = new Sight(principalOf(request).scope, context.inventory());
      const pages = await begun(outageRows(context, request.query, sight));
      return sendCsv(reply, { asciiName: "outages", name: "Sổ mất liên lạc", columns: outageColumns }, pages);
    },
  );
};

/** Readings and the ledger as files for a spreadsheet. */
export const csvRoutes: RouteGroup = (api, context) => {
  const { csvFilesMax } = context.limits;
  const admit = admitTo(new Berths(csvFilesMax), `${csvFilesMax} files are being read already (csvFilesMax)`);
  readingsCsv(api, context, admit);
  outagesCsv(api, context, admit);
};
