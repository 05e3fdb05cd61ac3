/** What a template is made of once it is understood. */
type Part =
  | { readonly kind: "words"; readonly words: string }
  | { readonly kind: "field"; readonly field: string }
  /** Shown only when the field has something to say. */
  | { readonly kind: "section"; readonly field: string; readonly parts: readonly Part[] };

/** A template that is understood. */
export interface Template {
  readonly parts: readonly Part[];
}

/** What is wrong with a template, where, and how to mend it. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

const token = /\{\{|\}\}|\{(?<mark>[?/]?)(?<field>[A-Za-z]*)\}|[{}]/g;

class Reader {
  readonly #open: { readonly field: string; readonly parts: Part[] }[] = [];
  readonly #top: Part[] = [];
  readonly #fields: ReadonlySet<string>;

  constructor(fields: ReadonlySet<string>) {
    this.#fields = fields;
  }

  read(text: string): Template {
    let from = 0;
    for (const found of text.matchAll(token)) {
      this.#words(text.slice(from, found.index));
      this.#take(found[0], found.groups ?? {}, found.index + 1);
      from = found.index + found[0].length;
    }
    this.#words(text.slice(from));
    const left = this.#open.at(-1);
    if (left !== undefined) throw new TemplateError(`{?${left.field}} has no end: add {/${left.field}}`);
    return { parts: this.#top };
  }

  get #parts(): Part[] {
    return this.#open.at(-1)?.parts ?? this.#top;
  }

  #words(words: string): void {
    if (words !== "") this.#parts.push({ kind: "words", words });
  }

  #take(text: string, groups: Readonly<Record<string, string>>, column: number): void {
    if (text === "{{" || text === "}}") return this.#words(text.slice(1));
    const { mark = "", field = "" } = groups;
    if (field === "") {
      throw new TemplateError(`"${text}" at character ${column} is no field: write {{ or }} for the bracket`);
    }
    if (!this.#fields.has(field)) {
      const known = [...this.#fields].join(", ");
      throw new TemplateError(`"${field}" at character ${column} is no field; there are ${known}`);
    }
    if (mark === "") this.#parts.push({ kind: "field", field });
    else if (mark === "?") this.#open.push({ field, parts: [] });
    else this.#end(field, column);
  }

  #end(field: string, column: number): void {
    const section = this.#open.pop();
    if (section?.field !== field) {
      throw new TemplateError(`{/${field}} at character ${column} ends what {?${field}} did not begin last`);
    }
    this.#parts.push({ kind: "section", ...section });
  }
}

/**
 * Understands a template: `{field}` is replaced, `{?field}…{/field}` stands only when the field is not empty, `{{` and
 * `}}` are brackets. Throws TemplateError for anything else in brackets and for fields that are not named.
 */
export const readTemplate = (text: string, fields: ReadonlySet<string>): Template =>
  new Reader(fields).read(text);

/** Fills a template in; a field without a value is empty. */
export const fillTemplate = (
  { parts }: Template,
  values: Readonly<Record<string, string | undefined>>,
): string =>
  parts
    .map((part) => {
      if (part.kind === "words") return part.words;
      if (part.kind === "field") return values[part.field] ?? "";
      return (values[part.field] ?? "") === "" ? "" : fillTemplate(part, values);
    })
    .join("");
