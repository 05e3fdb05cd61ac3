import type { Bilingual } from "../alarm.ts";
import { defaultTemplates } from "./default-templates.ts";
import {
  type AlarmFacts,
  alarmFields,
  alarmValues,
  digestCount,
  digestFields,
  digestValues,
} from "./fields.ts";
import type { Gathered } from "./flood.ts";
import { textCharactersMax, titleCharactersMax } from "./limits.ts";
import type { TemplateSettings, Templates } from "./settings.ts";
import { fillTemplate, readTemplate, type Template } from "./template.ts";
import type { Language } from "./words.ts";

type Piece = keyof Templates;
type Values = Readonly<Record<string, string>>;

/** Title and text of a notification. */
export interface Words {
  readonly title: Bilingual;
  readonly text: Bilingual;
}

/** A template that can't be used: where it stands and what is wrong; its channels get the plain words. */
export interface TemplateFault {
  readonly path: string;
  readonly message: string;
}

type Understood = Readonly<Record<Piece, Readonly<Record<Language, Template | null>>>>;

const fieldsOf: Readonly<Record<Piece, ReadonlySet<string>>> = {
  title: new Set(alarmFields),
  text: new Set(alarmFields),
  digestTitle: new Set(digestFields),
  digestText: new Set(digestFields),
};

const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

const cut = (text: string, charactersMax: number): string =>
  text.length <= charactersMax
    ? text
    : `${text.slice(0, charactersMax - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;

/** Puts notifications into words, by templates where they can be used and plainly where not. */
export class Writer {
  readonly #byKind = new Map<string, Understood>();
  readonly #usual: Understood;
  readonly faults: readonly TemplateFault[];
  /** Titles and texts that were given plainly because their template can't be used. */
  failures = 0;

  constructor(templates: Readonly<Record<string, TemplateSettings>>) {
    const faults: TemplateFault[] = [];
    this.#usual = understand("", {}, faults);
    for (const [kind, own] of Object.entries(templates)) {
      this.#byKind.set(kind, understand(`templates.${kind}.`, own, faults));
    }
    this.faults = faults;
  }

  /** Words for a notification about one alarm, for a channel of this kind. */
  alarm(kind: string, facts: AlarmFacts): Words {
    const values = both((language) => alarmValues(facts, language));
    const plain = {
      title: both((language) => `${values[language].severity}: ${facts.alarm.site} ${facts.alarm.node}`),
      text: facts.alarm.text,
    };
    return this.#words(kind, ["title", "text"], { values, plain });
  }

  /** Words for a digest. */
  digest(kind: string, gathered: Gathered, nowMs: number): Words {
    const values = both((language) => digestValues(gathered, nowMs, language));
    const count = digestCount(gathered);
    const plain = {
      title: { vi: `${count} thông báo`, en: `${count} notifications` },
      text: both((language) => values[language].list),
    };
    return this.#words(kind, ["digestTitle", "digestText"], { values, plain });
  }

  #words(
    kind: string,
    [title, text]: readonly [Piece, Piece],
    known: { readonly values: Readonly<Record<Language, Values>>; readonly plain: Words },
  ): Words {
    const templates = this.#byKind.get(kind) ?? this.#usual;
    const written = (piece: Piece, plain: Bilingual) =>
      both((language) => this.#fill(templates[piece][language], known.values[language], plain[language]));
    const titles = written(title, known.plain.title);
    const texts = written(text, known.plain.text);
    return {
      title: both((language) => cut(oneLine(titles[language]), titleCharactersMax)),
      text: both((language) => cut(texts[language].trim(), textCharactersMax)),
    };
  }

  #fill(template: Template | null, values: Values, plain: string): string {
    if (template !== null) return fillTemplate(template, values);
    this.failures++;
    return plain;
  }
}

const both = <Value>(make: (language: Language) => Value): { readonly vi: Value; readonly en: Value } => ({
  vi: make("vi"),
  en: make("en"),
});

const understand = (path: string, own: TemplateSettings, faults: TemplateFault[]): Understood => {
  const piece = (name: Piece) =>
    both((language) => {
      try {
        const template = own[name] ?? defaultTemplates[name];
        return readTemplate(template[language], fieldsOf[name]);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        faults.push({ path: `${path}${name}.${language}`, message });
        return null;
      }
    });
  return {
    title: piece("title"),
    text: piece("text"),
    digestTitle: piece("digestTitle"),
    digestText: piece("digestText"),
  };
};
