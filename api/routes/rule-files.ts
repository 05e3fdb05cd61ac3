import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { severities } from "../../telemetry/severity.ts";
import { principalOf } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { ApiError } from "../errors.ts";
import { adminRoles } from "../identity/role.ts";
import { type DryRunReport, type RuleTextFault, ruleOrigins } from "../rule-book.ts";
import { instantInput, instantView, iso, isoOrNull } from "../views/instant.ts";
import { demandPeriod } from "../views/period.ts";

const config = { roles: adminRoles, wholePlatform: true } as const;
const dayMs = 86_400_000;

const fileName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}\.yaml$/,
    "write a name like batteries.yaml: small letters, digits, hyphens",
  );
const text = z.string();
const name = fileName.optional().describe("left out: a new file, read last");

const fileView = z.object({
  name: z.string(),
  origin: z.enum(ruleOrigins),
  text: z.string(),
  hash: z.string(),
  editable: z.boolean(),
});

const faultView = z.object({
  name: z.string(),
  rule: z.string().nullable(),
  path: z.string(),
  line: z.number().nullable(),
  column: z.number().nullable(),
  value: z.string().nullable(),
  message: z.string(),
  fix: z.string(),
});

const checkView = z.object({
  ok: z.boolean(),
  rules: z.number().nullable(),
  errors: z.array(faultView),
  tests: z.number(),
  failures: z.array(z.object({ test: z.string(), at: z.string(), expected: z.string(), got: z.string() })),
});

const dryRunView = z.object({
  from: instantView,
  to: instantView,
  playedUntil: instantView,
  partial: z.object({ until: instantView, limit: z.string() }).nullable(),
  readings: z.number(),
  rules: z.array(
    z.object({ rule: z.string(), inForce: z.number(), proposed: z.number(), sites: z.number() }),
  ),
  alarms: z.array(
    z.object({
      rule: z.string(),
      site: z.string(),
      node: z.string(),
      severity: z.enum(severities),
      from: instantView,
      to: instantView.nullable(),
      change: z.enum(["new", "gone"]),
    }),
  ),
  alarmsTotal: z.number(),
  notJudged: z.array(z.string()),
});

/** A file of rules as answers give it. */
export type RuleFileView = z.output<typeof fileView>;
/** What a check found, as answers give it. */
export type RuleCheckView = z.output<typeof checkView>;
/** A dry run as answers give it. */
export type DryRunView = z.output<typeof dryRunView>;

const wrongText = (errors: readonly RuleTextFault[]): ApiError =>
  new ApiError("invalid-rules", {
    detail: `${errors.length} errors; the old rules stay in force`,
    fields: errors.map(({ path, line, column, value, message, fix }) => ({
      path: `body.text ${[line === null ? "" : `${line}:${column}`, path].filter(Boolean).join(" ")}`.trim(),
      value,
      message,
      fix,
    })),
  });

const presentDryRun = (
  report: DryRunReport,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): DryRunView => {
  const playedUntil = iso(report.playedUntilMs);
  return {
    from: iso(fromMs),
    to: iso(toMs),
    playedUntil,
    partial: report.endedBy === null ? null : { until: playedUntil, limit: report.endedBy },
    readings: report.readings,
    rules: [...report.rules],
    alarms: report.alarms.map(({ fromMs: raisedMs, toMs: clearedMs, ...alarm }) => ({
      ...alarm,
      from: iso(raisedMs),
      to: isoOrNull(clearedMs),
    })),
    alarmsTotal: report.alarmsTotal,
    notJudged: ["absence", "device"],
  };
};

const reading: RouteGroup = (api, { ruleBook }) => {
  api.get(
    "/api/v1/rule-files",
    { config, schema: { response: { 200: z.object({ items: z.array(fileView), next: z.null() }) } } },
    async () => ({
      items: ruleBook.files().map((file) => ({ ...file, editable: file.origin === "own" })),
      next: null,
    }),
  );
  api.post(
    "/api/v1/rules/check",
    { config, schema: { body: z.strictObject({ text, name }), response: { 200: checkView } } },
    async (request) => {
      const found = ruleBook.check({ text: request.body.text, name: request.body.name ?? null });
      const ok = found.errors.length === 0 && found.failures.length === 0;
      return { ...found, ok, errors: [...found.errors], failures: [...found.failures] };
    },
  );
};

const trying: RouteGroup = (api, { ruleBook, clock, limits }: ApiContext) => {
  const body = z.strictObject({
    text,
    name,
    from: instantInput.optional().describe("left out: a day before `to`"),
    to: instantInput.optional().describe("left out: now"),
  });
  api.post(
    "/api/v1/rules/dry-run",
    { config, schema: { body, response: { 200: dryRunView } } },
    async (request) => {
      const { text: proposed, name: file = null, from, to } = request.body;
      const toMs = to ?? clock();
      const period = { fromMs: from ?? toMs - dayMs, toMs };
      demandPeriod(period, limits.readingsSpanMaxMs);
      const outcome = await ruleBook.dryRun({ text: proposed, name: file, ...period });
      if (outcome.kind === "wrong") throw wrongText(outcome.errors);
      if (outcome.kind === "busy")
        throw new ApiError("conflict", { detail: "Another dry run is under way: ask again when it is over" });
      return presentDryRun(outcome.report, period);
    },
  );
};

/** The hash that the file must have; null for a file that must not be there yet. */
const hashWanted = (headers: IncomingHttpHeaders): string | null => {
  const match = /^"([0-9a-f]{64})"$/.exec(headers["if-match"] ?? "")?.[1];
  if (match !== undefined) return match;
  if (headers["if-none-match"] === "*") return null;
  const message = "it must be said which text was edited";
  const fix =
    'send the hash of GET /api/v1/rule-files as If-Match: "HASH", or If-None-Match: * for a new file';
  throw new ApiError("invalid-request", {
    detail: "Wrong: header.if-match",
    fields: [{ path: "header.if-match", value: headers["if-match"] ?? null, message, fix }],
  });
};

const writing: RouteGroup = (api, { ruleBook, identity }) => {
  api.put(
    "/api/v1/rule-files/:name",
    {
      config,
      schema: {
        params: z.strictObject({ name: fileName }),
        body: z.strictObject({ text }),
        response: { 200: z.object({ name: z.string(), hash: z.string(), rules: z.number() }) },
      },
    },
    async (request) => {
      const { actor } = principalOf(request);
      const { name: target } = request.params;
      const hash = hashWanted(request.headers);
      const outcome = await ruleBook.write(
        { name: target, text: request.body.text, hash },
        (rows, nowMs, change) => {
          identity.audit.append(rows, { actor, action: "rules.write", target, detail: { ...change } }, nowMs);
        },
      );
      switch (outcome.kind) {
        case "wrong":
          throw wrongText(outcome.errors);
        case "full":
          throw new ApiError("limit-reached", {
            detail: `There are ${outcome.filesMax} own rule files already (ownRuleFilesMax): put the rules into one of them`,
          });
        case "changed":
          throw new ApiError("conflict", {
            detail:
              outcome.hash === null
                ? `${target} is not there: read the files again, or send If-None-Match: *`
                : `${target} was changed by somebody else: read it again and put both changes together`,
          });
        case "written":
          return { name: target, hash: outcome.hash, rules: outcome.rules };
      }
    },
  );
};

/** The files of rules: read, checked, tried over the past, written. */
export const ruleFileRoutes: RouteGroup = (api, context) => {
  reading(api, context);
  trying(api, context);
  writing(api, context);
};
