import type { SourceFile } from "./source-file.ts";

/** Words that name nothing, and what to write instead; for files, folders and classes. */
const emptyWords: Readonly<Record<string, string>> = {
  util: "the noun that the functions are about",
  utils: "the noun that the functions are about",
  helper: "what it is",
  helpers: "what they are",
  common: "what is common about it",
  misc: "one file for each noun",
  manager: "what it does: registry, queue, gate …",
  service: "what it does: sender, store, desk …",
  base: "an interface, or a function that both call",
  impl: "what tells it from the others",
};

/** Abbreviations, and the word in full. */
const abbreviations: Readonly<Record<string, string>> = {
  addr: "address",
  arr: "a plural",
  btn: "button",
  buf: "buffer or bytes",
  cb: "what it is called for",
  cfg: "configuration",
  cmd: "command",
  cnt: "count",
  conn: "connection",
  ctx: "context",
  curr: "present",
  dev: "device",
  diff: "difference",
  dst: "target",
  elem: "element",
  err: "error or cause",
  evt: "event",
  fn: "what it does",
  idx: "index",
  len: "length",
  mgr: "what it does",
  msg: "message",
  num: "number or count",
  obj: "what it is",
  param: "what it is",
  pkt: "packet",
  pos: "place or position",
  prev: "previous",
  ptr: "place",
  req: "request",
  res: "response or result",
  resp: "response",
  ret: "answer",
  sess: "session",
  src: "source",
  str: "text",
  svc: "what it does",
  tmp: "temporary, or what it is",
  usr: "user",
  val: "value",
};

const partsOf = (name: string): readonly string[] =>
  name
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
    .map((part) => part.toLowerCase())
    .filter((part) => part !== "");

const refusedPart = (name: string, words: Readonly<Record<string, string>>): string | null => {
  const part = partsOf(name).find((each) => Object.hasOwn(words, each));
  return part === undefined ? null : `"${part}" in ${name}: say ${words[part]}`;
};

/** Files and folders with a name that says nothing, or an abbreviation. */
export const badPaths = (paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => {
    const refusal = refusedPart(path, { ...emptyWords, ...abbreviations });
    return refusal === null ? [] : [refusal];
  });

const declaredPattern =
  /\b(?:const|let|var|function|class|interface|type|readonly|get|set|static)\s+(?:async\s+)?#?([A-Za-z_$][\w$]*)/g;
const parameterPattern = /(?<![.\w$"'])([A-Za-z_$][\w$]*)\??(?=\s*(?::|=>|,|\)))/g;
const typePattern = /\b(?:class|interface|type)\s+([A-Za-z_$][\w$]*)/g;

/** True for each place that stands directly between round brackets. */
const betweenBrackets = (code: string): readonly boolean[] => {
  const open: string[] = [];
  return code.split("").map((character) => {
    if (/[({[]/.test(character)) open.push(character);
    if (/[)}\]]/.test(character)) open.pop();
    return open.at(-1) === "(";
  });
};

/** Names that the file gives: what it declares and its parameters, not the keys of somebody else's options. */
const givenNames = (file: SourceFile): ReadonlySet<string> => {
  const inBrackets = betweenBrackets(file.code);
  const parameters = [...file.code.matchAll(parameterPattern)].filter(({ index, 0: words }) => {
    const lambda = /^\s*=>/.test(file.code.slice(index + words.length));
    return lambda || inBrackets[index];
  });
  const declared = [...file.code.matchAll(declaredPattern)];
  return new Set([...declared, ...parameters].map(([, name = ""]) => name));
};

/** Names in the code that are abbreviated, and types whose name says nothing. */
export const badNames = (file: SourceFile): readonly string[] => {
  const types = [...file.code.matchAll(typePattern)].map(([, name = ""]) => name);
  const refusals = [
    ...[...givenNames(file)].map((name) => refusedPart(name, abbreviations)),
    ...types.map((name) => refusedPart(name, emptyWords)),
  ];
  return [...new Set(refusals)].flatMap((refusal) => (refusal === null ? [] : [`${file.path} ${refusal}`]));
};
