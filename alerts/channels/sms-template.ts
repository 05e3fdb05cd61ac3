/** Words that a template may hold in braces. */
export const placeholders = ["to", "text", "id", "secret", "parts", "alphabet"] as const;

/** One of `placeholders`. */
type Placeholder = (typeof placeholders)[number];

/** What stands for each placeholder. */
export type TemplateValues = Readonly<Record<Placeholder, string>>;

const pattern = /\{([a-z]+)\}/g;

const isPlaceholder = (name: string): name is Placeholder => placeholders.some((known) => known === name);

/** Words in braces that no template knows. */
export const unknownPlaceholders = (template: string): readonly string[] =>
  [...template.matchAll(pattern)].map(([, name = ""]) => name).filter((name) => !isPlaceholder(name));

/** Writes a value so that it can't leave its place in the text around it. */
export type Escape = (value: string) => string;

/** Puts values into a template, each escaped. */
export const filled = (template: string, values: TemplateValues, escaping: Escape): string =>
  template.replace(pattern, (whole: string, name: string) =>
    isPlaceholder(name) ? escaping(values[name]) : whole,
  );

const xmlEntities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Escapes for a URL. */
export const forUrl: Escape = (value) => encodeURIComponent(value);

/** Escapes for a header: one line of it. */
export const forHeader: Escape = (value) => value.replace(/[^\x20-\x7e]/g, "");

/** How values are escaped in a body of this content type: JSON, a form, XML; plain text as it is. */
export const escapeFor = (contentType: string): Escape => {
  if (/json/i.test(contentType)) return (value) => JSON.stringify(value).slice(1, -1);
  if (/x-www-form-urlencoded/i.test(contentType)) return forUrl;
  if (/xml/i.test(contentType))
    return (value) => value.replace(/[&<>"']/g, (each) => xmlEntities[each] ?? each);
  return (value) => value;
};
