import { callOf, type Expression, type FluxCall, fluxSyntax, nameOf, pipeOf } from "./flux-syntax.ts";

/** One field of one point. */
export interface FieldPoint {
  /** `_measurement`, `_field` and the tags. */
  readonly columns: Readonly<Record<string, string>>;
  readonly tsMs: number;
  readonly value: number | string;
  readonly type: "double" | "long" | "string";
}

/** A table of an answer: the columns of its group key, and rows. */
export interface FluxTable {
  readonly key: Readonly<Record<string, string>>;
  readonly type: FieldPoint["type"];
  readonly rows: readonly { readonly tsMs: number; readonly value: number | string }[];
}

/** No bucket of this name. */
export class NoSuchBucket extends Error {}

const demand = ({ name, given }: FluxCall, argument: string): Expression => {
  const found = given.get(argument);
  if (found === undefined) throw new Error(`${name} without ${argument}`);
  return found;
};

const whole = (number: Expression): number => {
  if (number.type !== "IntegerLiteral") throw new Error(`${number.type} is not a whole number`);
  return Number(number.value);
};

const names = (list: Expression): readonly string[] => {
  if (list.type !== "ArrayExpression") throw new Error(`${list.type} is not a list`);
  return list.elements.map(nameOf);
};

const converted = (call: Expression, to: string): string => {
  const conversion = callOf(call);
  if (conversion.name !== to) throw new Error(`${conversion.name} where ${to} was expected`);
  return nameOf(demand(conversion, "v"));
};

const instantMs = (call: Expression): number => Date.parse(converted(call, "time"));
const durationMs = (call: Expression): number => Number(/^(\d+)ms$/.exec(converted(call, "duration"))?.[1]);

const textOf = (side: Expression, columns: Readonly<Record<string, string>>): string | undefined =>
  side.type === "MemberExpression" ? columns[nameOf(side.property)] : nameOf(side);

const holds = (condition: Expression, columns: Readonly<Record<string, string>>): boolean => {
  if (condition.type === "FunctionExpression") return holds(condition.body, columns);
  if (condition.type === "LogicalExpression") {
    const sides = [condition.left, condition.right];
    return condition.operator === "and"
      ? sides.every((side) => holds(side, columns))
      : sides.some((side) => holds(side, columns));
  }
  if (condition.type !== "BinaryExpression" || condition.operator !== "==")
    throw new Error(`${condition.type} is not a condition`);
  return textOf(condition.left, columns) === textOf(condition.right, columns);
};

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
const reduce: Readonly<Record<string, (numbers: readonly number[]) => number>> = {
  min: (numbers) => Math.min(...numbers),
  max: (numbers) => Math.max(...numbers),
  mean,
  last: (numbers) => numbers.at(-1) ?? Number.NaN,
  count: (numbers) => numbers.length,
};

/** Windows begin at whole multiples since 1970, and the first one where the range does. */
const windows = (table: FluxTable, call: FluxCall, startMs: number): FluxTable => {
  const everyMs = durationMs(demand(call, "every"));
  if (nameOf(demand(call, "createEmpty")) !== "false") throw new Error("empty windows were asked for");
  if (nameOf(demand(call, "timeSrc")) !== "_start") throw new Error("another time was asked for");
  const aggregate = nameOf(demand(call, "fn"));
  const groups = Map.groupBy(table.rows, ({ tsMs }) => Math.floor(tsMs / everyMs) * everyMs);
  const rows = [...groups].map(([windowMs, group]) => ({
    tsMs: Math.max(windowMs, startMs),
    value: reduce[aggregate]?.(group.map(({ value }) => Number(value))) ?? Number.NaN,
  }));
  return { ...table, type: aggregate === "count" ? "long" : table.type, rows };
};

const kept = (table: FluxTable, columns: readonly string[]): FluxTable => {
  if (!columns.includes("_time") || !columns.includes("_value")) throw new Error("time or value is dropped");
  return {
    ...table,
    key: Object.fromEntries(Object.entries(table.key).filter(([name]) => columns.includes(name))),
  };
};

const regrouped = (tables: readonly FluxTable[]): readonly FluxTable[] =>
  [...Map.groupBy(tables, ({ key, type }) => JSON.stringify([key, type])).values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first, rows: same.flatMap(({ rows }) => rows) }] : [];
  });

const tablesOf = (points: readonly FieldPoint[]): readonly FluxTable[] =>
  [...Map.groupBy(points, ({ columns }) => JSON.stringify(columns)).values()].flatMap((same) => {
    const [first] = same;
    const rows = same.toSorted((one, other) => one.tsMs - other.tsMs);
    return first ? [{ key: first.columns, type: first.type, rows }] : [];
  });

/**
 * Answers a question as the documentation of Flux says: from, range, filter, aggregateWindow, limit and keep, with
 * the arguments that the platform gives. Anything else throws.
 */
export const answerFlux = (
  question: string,
  buckets: ReadonlyMap<string, readonly FieldPoint[]>,
): readonly FluxTable[] => {
  const [source, ranged, ...rest] = pipeOf(fluxSyntax(question));
  if (source?.name !== "from" || ranged?.name !== "range") throw new Error("from and range come first");
  const bucket = nameOf(demand(source, "bucket"));
  const stored = buckets.get(bucket);
  if (stored === undefined) throw new NoSuchBucket(bucket);
  const startMs = instantMs(demand(ranged, "start"));
  const stopMs = instantMs(demand(ranged, "stop"));
  if (!(startMs < stopMs)) throw new Error("cannot query an empty range");
  let tables = tablesOf(stored.filter(({ tsMs }) => tsMs >= startMs && tsMs < stopMs));
  for (const call of rest) {
    if (call.name === "filter") tables = tables.filter(({ key }) => holds(demand(call, "fn"), key));
    else if (call.name === "limit")
      tables = tables.map((table) => ({ ...table, rows: table.rows.slice(0, whole(demand(call, "n"))) }));
    else if (call.name === "aggregateWindow") tables = tables.map((table) => windows(table, call, startMs));
    else if (call.name === "keep")
      tables = regrouped(tables.map((table) => kept(table, names(demand(call, "columns")))));
    else throw new Error(`${call.name} is not known here`);
  }
  return tables;
};
