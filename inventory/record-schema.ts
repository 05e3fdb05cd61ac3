import { z } from "zod";
import { codeGrammar, deviceId, isCode, nodeCode, siteCode } from "../telemetry/identifiers.ts";
import { communeCode, linkCode, operatorCode, parseNodePath } from "./codes.ts";
import { inventoryLimits } from "./limits.ts";
import { linkKinds, nodeKinds, plannedNames, type SiteNode, siteClasses, technologies } from "./model.ts";

/** Message of an issue whose description says all there is to say. */
export const seeDescription = "is not of the right form";

const isName = (text: string): boolean =>
  text.length > 0 &&
  text.length <= inventoryLimits.nameCharactersMax &&
  text.isWellFormed() &&
  !/\p{Cc}/u.test(text);

const code = <Code>(parse: (text: string) => Code) =>
  z.string().refine(isCode, seeDescription).transform(parse);
const name = z.string().trim().normalize("NFC").refine(isName, seeDescription);
const nameRule = `a text of 1 to ${inventoryLimits.nameCharactersMax} characters in one line`;

const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  // Date.parse rolls 2025-02-30 over to March.
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
};
const day = z.string().refine(isDay, seeDescription);
const dayRule = "a day that exists, as YYYY-MM-DD, for example 2025-07-01";

const nodePath = z.string().transform((text, context) => {
  const path = parseNodePath(text);
  if (path !== null) return path;
  context.addIssue({ code: "custom", message: seeDescription });
  return z.NEVER;
});
const nodePathRule = "SITE/node, for example BPH0001/mw1";

const word = <const Words extends readonly [string, ...string[]]>(words: Words, what: string) =>
  z.enum(words).describe(`${what}: ${words.join(", ")}`);
const operatorRule = `the code of an operator in the list, ${codeGrammar}`;

const operatorSchema = z.strictObject({
  code: code(operatorCode).describe(`code of the operator, ${codeGrammar}`),
  name: name.describe(nameRule),
});

const communeSchema = z.strictObject({
  code: code(communeCode).describe(`code of the commune, leading zeros count, ${codeGrammar}`),
  name: name.describe(nameRule),
  province: z
    .string()
    .refine(isCode, seeDescription)
    .describe(`code of the province, leading zeros count, ${codeGrammar}`),
  validFrom: day.describe(`first day in force: ${dayRule}`),
  validTo: day.nullable().default(null).describe(`first day no longer in force: ${dayRule}`),
  successor: code(communeCode)
    .nullable()
    .default(null)
    .describe("code of a commune in the list, the one that took over"),
});

const hamletSchema = z.strictObject({ name, population: z.int().min(0).max(1_000_000) });

const coordinate = (limit: number) => z.number().min(-limit).max(limit).nullable().default(null);

const siteSchema = z.strictObject({
  code: code(siteCode).describe(`code of the site, ${codeGrammar}`),
  name: name.describe(nameRule),
  commune: code(communeCode).describe("code of a commune in the list"),
  latitude: coordinate(90).describe("degrees north from -90 to 90 (WGS 84), given with the longitude"),
  longitude: coordinate(180).describe("degrees east from -180 to 180 (WGS 84), given with the latitude"),
  class: word(siteClasses, "one of")
    .default("normal")
    .describe(`one of: ${siteClasses.join(", ")}`),
  owner: code(operatorCode).describe(operatorRule),
  tenants: z
    .array(code(operatorCode))
    .max(inventoryLimits.tenantsPerSiteMax)
    .default([])
    .describe(`codes of operators in the list, at most ${inventoryLimits.tenantsPerSiteMax}`),
  travelMinutes: z.number().min(0).max(2_880).describe("minutes to get there, from 0 to 2880"),
  hamlets: z
    .array(hamletSchema)
    .max(inventoryLimits.hamletsPerSiteMax)
    .default([])
    .describe(`hamlets, each with a name and its population, at most ${inventoryLimits.hamletsPerSiteMax}`),
  sharingCode: name.nullable().default(null).describe(nameRule),
});

const planned = (what: string, minimum: number, maximum: number) =>
  z.number().min(minimum).max(maximum).optional().describe(`${what}, from ${minimum} to ${maximum}`);

/** The figures of the plan stand beside the other fields. */
const nodeSchema = z.strictObject({
  site: code(siteCode).describe("code of a site in the list"),
  code: code(nodeCode).describe(`code of the node within its site, ${codeGrammar}`),
  kind: word(nodeKinds, "one of"),
  operator: code(operatorCode).nullable().default(null).describe(operatorRule),
  technology: word(technologies, "one of")
    .nullable()
    .default(null)
    .describe(`one of: ${technologies.join(", ")}`),
  poweredBy: code(nodeCode).nullable().default(null).describe("code of another node of the same site"),
  plantCurrentAmperes: planned("current that the rectifiers can give, in A", 0, 10_000),
  breakerAmperes: planned("rating of the mains breaker, in A", 0, 10_000),
  batteryCapacityAmpereHours: planned("name-plate capacity of the battery, in Ah", 0, 100_000),
  generatorWatts: planned("power of the standing generator, in W; 0 for none", 0, 1_000_000),
  plannedRslDbm: planned("planned received level of the hop, in dBm", -120, 20),
  receiverThresholdDbm: planned("threshold of the receiver, in dBm", -120, 20),
  frequencyGigahertz: planned("carrier of the hop, in GHz", 1, 100),
  hopKilometres: planned("length of the hop, in km", 0.1, 200),
  baselineOpticalDbm: planned("optical power received at acceptance, in dBm", -60, 20),
  minimumOpticalDbm: planned("least optical power that the module can receive, in dBm", -60, 20),
});

const linkSchema = z.strictObject({
  code: code(linkCode).describe(`code of the link, ${codeGrammar}`),
  from: nodePath.describe(`one end: ${nodePathRule}`),
  to: nodePath.describe(`the other end: ${nodePathRule}`),
  kind: word(linkKinds, "one of"),
});

const coreSchema = z.strictObject({ node: nodePath.describe(nodePathRule) });

const deviceSchema = z.strictObject({
  id: code(deviceId).describe(`id under which the device connects, ${codeGrammar}`),
  site: code(siteCode).describe("code of a site in the list"),
});

/** A node as the model has it: the figures of the plan apart. */
export const nodeOf = (entry: z.output<typeof nodeSchema>): SiteNode => {
  const { site, code: own, kind, operator, technology, poweredBy } = entry;
  const figures = plannedNames.flatMap((figure) => {
    const value = entry[figure];
    return value === undefined ? [] : [[figure, value] satisfies [string, number]];
  });
  return { site, code: own, kind, operator, technology, poweredBy, planned: Object.fromEntries(figures) };
};

/** What an entry of each list must look like; the fields are also the columns of CSV. */
export const recordSchemas = {
  operators: operatorSchema,
  communes: communeSchema,
  sites: siteSchema,
  nodes: nodeSchema,
  links: linkSchema,
  core: coreSchema,
  devices: deviceSchema,
} as const;
