import { is_valid_flux, parse } from "@influxdata/flux-lsp-node";
import { z } from "zod";

/** An expression of Flux, as InfluxData's own parser gives it; only the kinds that the platform writes. */
export type Expression =
  | { readonly type: "Identifier"; readonly name: string }
  | { readonly type: "StringLiteral" | "IntegerLiteral"; readonly value: string }
  | { readonly type: "ArrayExpression"; readonly elements: readonly Expression[] }
  | { readonly type: "MemberExpression"; readonly object: Expression; readonly property: Expression }
  | {
      readonly type: "BinaryExpression" | "LogicalExpression";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: "FunctionExpression"; readonly body: Expression }
  | {
      readonly type: "CallExpression";
      readonly callee: Expression;
      readonly arguments: readonly Expression[];
    }
  | { readonly type: "ObjectExpression"; readonly properties: readonly Property[] }
  | { readonly type: "PipeExpression"; readonly argument: Expression; readonly call: Expression };

interface Property {
  readonly key: Expression;
  readonly value: Expression;
}

const expression: z.ZodType<Expression> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("Identifier"), name: z.string() }),
    z.object({ type: z.enum(["StringLiteral", "IntegerLiteral"]), value: z.string() }),
    z.object({ type: z.literal("ArrayExpression"), elements: z.array(expression) }),
    z.object({ type: z.literal("MemberExpression"), object: expression, property: expression }),
    z.object({
      type: z.enum(["BinaryExpression", "LogicalExpression"]),
      operator: z.string(),
      left: expression,
      right: expression,
    }),
    z.object({ type: z.literal("FunctionExpression"), body: expression }),
    z.object({ type: z.literal("CallExpression"), callee: expression, arguments: z.array(expression) }),
    z.object({
      type: z.literal("ObjectExpression"),
      properties: z.array(z.object({ key: expression, value: expression })),
    }),
    z.object({ type: z.literal("PipeExpression"), argument: expression, call: pipedCall }),
  ]),
);
/** The parser leaves the type of a piped call out. */
const pipedCall: z.ZodType<Expression> = z.lazy(() =>
  z
    .object({ callee: expression, arguments: z.array(expression) })
    .transform((call) => ({ type: "CallExpression", ...call }) as const),
);

const file = z.object({
  imports: z.array(z.never()),
  body: z.tuple([z.object({ type: z.literal("ExpressionStatement"), expression })]),
});

/** The one expression that a question is; throws when it is not valid Flux or anything beside it. */
export const fluxSyntax = (question: string): Expression => {
  if (!is_valid_flux(question)) throw new Error(`not valid Flux:\n${question}`);
  const parsed: unknown = parse(question);
  return file.parse(parsed).body[0].expression;
};

/** One call of a pipe: its function and its arguments by name. */
export interface FluxCall {
  readonly name: string;
  readonly given: ReadonlyMap<string, Expression>;
}

/** The name of an identifier, or the text of a string. */
export const nameOf = (named: Expression): string => {
  if (named.type === "Identifier") return named.name;
  if (named.type === "StringLiteral") return named.value;
  throw new Error(`${named.type} is not a name`);
};

/** A call with its arguments by name. */
export const callOf = (call: Expression): FluxCall => {
  if (call.type !== "CallExpression") throw new Error(`${call.type} is not a call`);
  const [given] = call.arguments;
  const properties = given?.type === "ObjectExpression" ? given.properties : [];
  return {
    name: nameOf(call.callee),
    given: new Map(properties.map(({ key, value }) => [nameOf(key), value])),
  };
};

/** The calls of a pipe, the first first. */
export const pipeOf = (pipe: Expression): readonly FluxCall[] =>
  pipe.type === "PipeExpression" ? [...pipeOf(pipe.argument), callOf(pipe.call)] : [callOf(pipe)];
