import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  YAMLParseError,
} from "yaml";

/** The library's own words for what a text holds, and for writing one; nobody else imports it. */
export { type Document, isMap, isNode, isScalar, isSeq, LineCounter, stringify } from "yaml";

/** Anchors and aliases of one YAML text, counted together; each alias is looked up among all of them. */
export const yamlAnchorsMax = 1_000;

/** What tells lines and columns, and whether a warning goes to the console. */
export interface YamlReading {
  readonly lines?: LineCounter;
  /** False: an error says what is wrong, and its `pos` where. */
  readonly prettyErrors?: boolean;
  readonly logLevel?: "error";
}

interface Seen {
  readonly twice: readonly Pair[];
  /** The first node with an anchor, or alias, that is too many. */
  readonly beyond: unknown;
}

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

const keysTwice = (pairs: readonly unknown[]): readonly Pair[] => {
  const known = new Set<unknown>();
  return pairs.filter(isPair).filter(({ key }) => {
    if (!isScalar(key)) return false;
    const isKnown = known.has(key.value);
    known.add(key.value);
    return isKnown;
  });
};

/** Not recursive: depth must not end it. */
const lookThrough = (document: Document): Seen => {
  const twice: Pair[] = [];
  let beyond: unknown;
  let anchors = 0;
  const left: unknown[] = [document.contents];
  while (left.length > 0) {
    const node = left.pop();
    if (isAlias(node) || (isNode(node) && "anchor" in node && node.anchor !== undefined)) anchors++;
    if (anchors > yamlAnchorsMax) beyond ??= node;
    if (isMap(node)) for (const pair of keysTwice(node.items)) twice.push(pair);
    if (isCollection(node)) for (const item of node.items) left.push(item);
    if (isPair(node)) left.push(node.key, node.value);
  }
  return { twice, beyond };
};

/**
 * Reads a YAML text whose keys are all texts; what is wrong is in the `errors` of the answer. The time that it takes
 * grows with the text and no faster: the library itself compares each key of a mapping with all others, and looks for
 * each alias among all of them.
 */
export const readYaml = (text: string, reading: YamlReading = {}): Document => {
  const { lines = new LineCounter(), prettyErrors = true, logLevel = "warn" } = reading;
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors,
    logLevel,
    stringKeys: true,
    uniqueKeys: false,
  });
  const complain = (code: "DUPLICATE_KEY" | "BAD_ALIAS", at: number, message: string): void => {
    const { line, col } = lines.linePos(at);
    const where = prettyErrors ? ` at line ${line}, column ${col}` : "";
    document.errors.push(new YAMLParseError([at, at + 1], code, `${message}${where}`));
  };
  const { twice, beyond } = lookThrough(document);
  for (const { key } of twice) complain("DUPLICATE_KEY", startOf(key), "Map keys must be unique");
  if (beyond !== undefined)
    complain("BAD_ALIAS", startOf(beyond), `There are more than ${yamlAnchorsMax} anchors and aliases`);
  return document;
};

/** The value that a YAML text says; throws the first thing that is wrong with it. */
export const parseYaml = (text: string): unknown => {
  const document = readYaml(text);
  const [first] = document.errors;
  if (first !== undefined) throw first;
  return document.toJS();
};
