import { Flux, is_valid_flux } from "@influxdata/flux-lsp-node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flux } from "../../store/export/influx-client.ts";
import {
  type FluxRange,
  type FluxSteps,
  rangeQuestion,
  stepQuestion,
} from "../../store/history/flux-questions.ts";
import { QueryRefused } from "../../store/store.ts";
import { aggregates } from "../../telemetry/reading-history.ts";
import { type Expression, fluxSyntax } from "./flux-syntax.ts";

const steps: FluxSteps = {
  ...{ bucket: "the bucket", site: "BPH0001", node: "pwr", metric: "mains.voltage" },
  ...{ fromMs: 0, toMs: 1_000, rowsMax: 10, stepMs: 60_000, aggregate: "mean" },
};

/** All texts of a question in their order, and what is left when they are taken out. */
const taken = (question: string): { texts: readonly string[]; rest: string } => {
  const texts: string[] = [];
  const rest = JSON.stringify(fluxSyntax(question), (_, part: Expression | string) => {
    if (typeof part !== "object" || part.type !== "StringLiteral") return part;
    texts.push(part.value);
    return "text";
  });
  return { texts, rest };
};

const questionsOf = (asked: FluxSteps): readonly string[] => [
  rangeQuestion(asked).toString(),
  stepQuestion(asked).toString(),
];

describe("questions in Flux", () => {
  it.each(aggregates)(
    "are valid to InfluxData's own checker of types: ranges, and steps of %s",
    (aggregate) => {
      for (const question of questionsOf({ ...steps, aggregate })) expect(is_valid_flux(question)).toBe(true);
    },
  );

  it("the checker would find a wrong name, a wrong type and a missing argument", () => {
    const question = stepQuestion(steps).toString();
    expect(is_valid_flux(question.replace("aggregateWindow", "aggregateWindows"))).toBe(false);
    expect(is_valid_flux(question.replace("limit(n: 10)", 'limit(n: "10")'))).toBe(false);
    expect(is_valid_flux(question.replace(/every: [^,]*, /, ""))).toBe(false);
  });

  it("ask for what they are told, with instants and steps as types of their own", () => {
    const { texts } = taken(stepQuestion({ ...steps, fromMs: -1, toMs: 1_732_330_000_123 }).toString());
    expect(texts).toEqual([
      ...["the bucket", "1969-12-31T23:59:59.999Z", "2024-11-23T02:46:40.123Z"],
      ...["reading", "BPH0001", "pwr", "mains.voltage", "value", "60000ms", "_start", "_time", "_value"],
    ]);
  });
});

const attacks = [
  '") |> yield() //',
  '"\n|> drop(columns: ["_value"])',
  '\\") or true or ("',
  "\\",
  '\\"',
  '" or r.site =~ /.*/ or r.site == "',
  '")\nimport "influxdata/influxdb/secrets"\nsecrets.get(key: "x',
  "\r\n\t\u2028\u0000",
  "{r._value}",
  "Bù Đốp 📡",
];
const text = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.string({ unit: fc.constantFrom("\\", '"', "{", "}", "\n", "/", " ", "x"), minLength: 1 }),
    fc.constantFrom(...attacks),
  )
  .filter((each) => !each.includes("$"));

describe("no text changes what a question is", () => {
  const check = (named: Pick<FluxRange, "bucket" | "site" | "node" | "metric">): void => {
    for (const [place, question] of questionsOf({ ...steps, ...named }).entries()) {
      const benign = taken(questionsOf(steps)[place] ?? "");
      const { texts, rest } = taken(question);
      expect(rest).toBe(benign.rest);
      const { bucket, site, node, metric } = named;
      const wanted = new Map([
        [steps.bucket, bucket],
        [steps.site, site],
        [steps.node, node],
        [steps.metric, metric],
      ]);
      expect(texts).toEqual(benign.texts.map((each) => wanted.get(each) ?? each));
    }
  };

  it.each(attacks)("%j", (attack) => check({ bucket: attack, site: attack, node: attack, metric: attack }));

  it("whatever bucket, site, node and metric are called, they are texts and nothing else", () => {
    fc.assert(fc.property(fc.record({ bucket: text, site: text, node: text, metric: text }), check), {
      numRuns: 50,
    });
  });

  it.each(["bucket", "site", "node", "metric"] as const)("a dollar sign in the %s is refused", (name) => {
    for (const dollar of ["$", "$\\", '$") |> yield() //'])
      for (const question of [rangeQuestion, () => stepQuestion({ ...steps, [name]: dollar })])
        expect(() => question({ ...steps, [name]: dollar })).toThrow(QueryRefused);
  });

  it("for after one, the client's template alone lets one text swallow its end and another become code", () => {
    const [site, node] = ["$\\", " or true) //"];
    const start = flux`from(bucket: "b") |> range(start: time(v: "2026-01-01T00:00:00Z"))`;
    const question = flux`${start} |> filter(fn: (r) => r.site == ${site} and r.node == ${node})`.toString();
    expect(is_valid_flux(question)).toBe(true);
    expect(taken(question).texts).not.toContain(node);
    expect(taken(question).rest).toContain('"name":"true"');
  });

  it("a text put in without the templates would be found out", () => {
    const injected = rangeQuestion(steps).toString().replace("BPH0001", '" or r.site != "');
    expect(new Flux(injected).is_valid()).toBe(true);
    expect(taken(injected).rest).not.toBe(taken(rangeQuestion(steps).toString()).rest);
  });
});
