import { z } from "zod";
import { templateCharactersMax } from "./limits.ts";

/** When an audience gets digests in place of single notifications. */
export const digestSchema = z.strictObject({
  tellingsMax: z
    .int()
    .min(1)
    .max(100_000)
    .default(30)
    .describe("Notifications to one audience within ten minutes; what comes beyond goes into a digest"),
  individually: z
    .array(z.string())
    .default(["webhook", "alertmanager"])
    .describe("Kinds of channels that are for programs and never get a digest"),
});

/** Digest settings as parsed. */
export type DigestSettings = z.infer<typeof digestSchema>;

const text = z.string().min(1).max(templateCharactersMax);
const bilingual = z.strictObject({ vi: text, en: text });

const wholeTemplates = z.strictObject({
  title: bilingual.describe("Of one alarm; one line"),
  text: bilingual.describe("Of one alarm"),
  digestTitle: bilingual.describe("Of a digest; one line"),
  digestText: bilingual.describe("Of a digest"),
});

/** Templates of one kind of channel; what is left out stays as it is by default. */
export const templatesSchema = wholeTemplates.partial();

/** All templates of one kind of channel. */
export type Templates = z.infer<typeof wholeTemplates>;

/** Templates as parsed. */
export type TemplateSettings = z.infer<typeof templatesSchema>;
