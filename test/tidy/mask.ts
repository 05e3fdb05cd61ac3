/** What a `/` at this place begins: a regular expression comes where a value may begin, a division does not. */
const valueMayBegin = (before: string): boolean =>
  /(^|[=(,:;!&|?{}[+\-*%<>~^]|=>|\b(return|typeof|case|of|in|await|yield|do|else))$/.test(before.trimEnd());

const blank = (text: string): string => text.replace(/[^\n]/g, " ");
const dots = (text: string): string => text.replace(/[^\n]/g, "·");

const quoted = /(["'])(?:\\[\s\S]|(?!\1)[^\\\n])*\1?/y;
const regularExpression = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const templateText = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/y;

const matchAt = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
};

/** One step of the scan: the piece of text that begins here, and what is shown in its place. */
const pieceAt = (text: string, at: number, shown: string): readonly [piece: string, shown: string] => {
  const character = text.charAt(at);
  const remark = matchAt(comment, text, at);
  if (remark !== "") return [remark, blank(remark)];
  if (character === '"' || character === "'") {
    const literal = matchAt(quoted, text, at);
    return [literal, `"${dots(literal.slice(2))}"`];
  }
  if (character === "/" && valueMayBegin(shown.slice(-40))) {
    const literal = matchAt(regularExpression, text, at);
    if (literal !== "") return [literal, `"${dots(literal.slice(2))}"`];
  }
  return [character, character];
};

/**
 * The code without what is written inside comments (blanks stand there) and inside strings, templates and regular
 * expressions (dots stand there), so that every place and line stays the same. What stands inside `${…}` is code and is kept.
 */
export const maskText = (text: string): string => {
  const templates: number[] = [];
  let shown = "";
  let depth = 0;
  let at = 0;
  const take = (piece: string, instead: string) => {
    shown += instead;
    at += piece.length;
  };
  const takeTemplateText = () => {
    const literal = matchAt(templateText, text, at);
    take(literal, dots(literal));
    if (text.startsWith("${", at)) {
      templates.push(depth);
      take("${", "·{");
      depth += 1;
    } else take("`", '"');
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === "`") {
      take("`", '"');
      takeTemplateText();
      continue;
    }
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "}" && templates.at(-1) === depth) {
      templates.pop();
      take("}", "}");
      takeTemplateText();
      continue;
    }
    take(...pieceAt(text, at, shown));
  }
  return shown.slice(0, text.length);
};
