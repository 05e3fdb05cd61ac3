import { z } from "zod";
import { ruleKindNames } from "../../alerts/rules/kinds.ts";
import type { Limit, MetricTerm, Rule, Term } from "../../alerts/rules/rule.ts";
import { presentValue } from "../../telemetry/metrics.ts";
import { severities } from "../../telemetry/severity.ts";
import { principalOf } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import type { InventoryFault } from "../context.ts";
import { ApiError } from "../errors.ts";
import { adminRoles, staffRoles } from "../identity/role.ts";

const ruleView = z.object({
  name: z.string(),
  kind: z.enum(ruleKindNames),
  metric: z.string().nullable(),
  severities: z.array(z.enum(severities)),
  condition: z.string().describe("in words and figures, for people"),
  eventType: z.string(),
  probableCause: z.object({ number: z.number(), name: z.string() }).nullable(),
  labels: z.record(z.string(), z.string()),
  summary: z.object({ vi: z.string(), en: z.string() }),
  action: z.object({ vi: z.string(), en: z.string() }),
});

const limitText = (limit: Limit): string => {
  if (limit.kind === "fixed") return String(limit.value);
  const share = limit.times === 1 ? "" : `${limit.times} × `;
  const sign = limit.offset < 0 ? "-" : "+";
  const shift = limit.offset === 0 ? "" : ` ${sign} ${Math.abs(limit.offset)}`;
  return `${share}planned ${limit.name}${shift}`;
};

const seconds = (durationMs: number): string => `${durationMs / 1_000} s`;

const testText = ({ test, metric }: MetricTerm): string => {
  if (test.kind !== "is") return `${test.kind} ${limitText(test.limit)}`;
  return `is ${test.values.map((value) => String(presentValue(metric, value))).join(" or ")}`;
};

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const termText = (term: Term): string => {
  switch (term.kind) {
    case "metric":
      return `${term.metric.name} ${testText(term)}${term.nodes > 1 ? ` at ${term.nodes} nodes` : ""}`;
    case "alert":
      return `alarm ${term.rule}`;
    case "hours":
      return `${clock(term.fromMinute)}-${clock(term.toMinute)} ${term.zone}`;
    case "not":
      return `not (${termText(term.term)})`;
    default:
      return term.terms.map((each) => `(${termText(each)})`).join(term.kind === "all" ? " and " : " or ");
  }
};

interface Facts {
  readonly metric: string | null;
  readonly severities: (typeof severities)[number][];
  readonly condition: string;
}

const factsOf = (rule: Rule): Facts => {
  switch (rule.kind) {
    case "threshold":
      return {
        metric: rule.metric.name,
        severities: rule.levels.map(({ severity }) => severity),
        condition: rule.levels
          .map(
            (level) =>
              `${level.severity} ${rule.direction} ${limitText(level.raise)} for ${seconds(level.forMs)}`,
          )
          .join("; "),
      };
    case "state":
      return {
        metric: rule.metric.name,
        severities: [rule.severity, ...rule.escalate.map(({ severity }) => severity)],
        condition: [
          `in a bad state for ${seconds(rule.forMs)}`,
          ...rule.escalate.map(({ severity, term }) => `${severity} with ${termText(term)}`),
        ].join("; "),
      };
    case "rate":
      return {
        metric: rule.metric.name,
        severities: rule.levels.map(({ severity }) => severity),
        condition: rule.levels
          .map(
            (level) => `${level.severity} ${rule.direction} of ${level.change} in ${seconds(rule.windowMs)}`,
          )
          .join("; "),
      };
    case "forecast":
      return {
        metric: rule.metric.name,
        severities: rule.levels.map(({ severity }) => severity),
        condition: rule.levels
          .map(
            (level) =>
              `${level.severity} ${rule.direction} ${limitText(rule.limit)} within ${seconds(level.withinMs)}`,
          )
          .join("; "),
      };
    case "combination":
      return {
        metric: null,
        severities: [rule.severity],
        condition: `${termText(rule.term)} for ${seconds(rule.forMs)}`,
      };
    case "absence":
      return {
        metric: null,
        severities: rule.levels.map(({ severity }) => severity),
        condition: rule.levels
          .map((level) => `${level.severity} after ${level.periods} periods + ${seconds(level.plusMs)}`)
          .join("; "),
      };
    case "device":
      return {
        metric: null,
        severities: rule.severity ? [rule.severity] : [],
        condition: rule.types ? `raised by the device: ${rule.types.join(", ")}` : "raised by the device",
      };
  }
};

const present = (rule: Rule) => ({
  name: rule.name,
  kind: rule.kind,
  ...factsOf(rule),
  eventType: rule.eventType,
  probableCause: rule.probableCause,
  labels: { ...rule.labels },
  summary: rule.summary,
  action: rule.action,
});

const refusal = (faults: readonly InventoryFault[]): ApiError =>
  new ApiError("invalid-rules", {
    detail: `${faults.length} errors; the old rules stay in force`,
    fields: faults,
  });

/** The rules in force, all on one page, and reading them anew. */
export const ruleRoutes: RouteGroup = (api, { rules, rulesFile, identity }) => {
  api.post(
    "/api/v1/rules/reload",
    {
      config: { roles: adminRoles, wholePlatform: true },
      schema: {
        description: "Reads the rule files anew; rules that did not change keep their state",
        response: { 200: z.object({ rules: z.number() }) },
      },
    },
    async (request) => {
      const { actor } = principalOf(request);
      const entry = { actor, action: "rules.reload", target: "rules", detail: {} };
      const reload = await rulesFile.reload((rows, nowMs) => identity.audit.append(rows, entry, nowMs));
      if (!reload.ok) throw refusal(reload.faults);
      return { rules: reload.rules };
    },
  );
  api.get(
    "/api/v1/rules",
    {
      config: { roles: staffRoles },
      schema: { response: { 200: z.object({ items: z.array(ruleView), next: z.null() }) } },
    },
    async () => ({ items: rules().map(present), next: null }),
  );
};
