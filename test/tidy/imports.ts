import { posix } from "node:path";
import { lineAt, rooms, type SourceFile } from "./source-file.ts";

const everything = rooms.filter((room) => room !== "test");

/** What each room may import besides its own files (ARCHITECTURE.md). */
const mayImport: Readonly<Record<(typeof rooms)[number], readonly string[]>> = {
  telemetry: [],
  inventory: ["telemetry"],
  ingest: ["telemetry", "inventory"],
  alerts: ["telemetry", "inventory"],
  store: ["telemetry"],
  reports: ["telemetry", "inventory", "store"],
  broker: ["telemetry", "inventory", "ingest"],
  api: ["telemetry", "inventory", "ingest", "alerts", "store", "reports", "console"],
  console: [],
  "firmware-sim": ["telemetry", "inventory"],
  app: everything,
  bench: everything,
  test: [...rooms],
};

/** Types of these rooms may be imported, nothing that runs. */
const mayImportTypes: Readonly<Record<string, readonly string[]>> = { console: ["api"] };

interface Import {
  /** Path of the file that is imported, from the top of the house. */
  readonly target: string;
  readonly typesOnly: boolean;
  readonly line: number;
}

const importPattern = /\b(import|export)\s+(type\s)?[^"'`;]*?from\s*["'](\.[^"']+)["']/g;
const sideEffectPattern = /\bimport\s*\(?\s*["'](\.[^"']+)["']/g;
const entryPattern = /["'](\.[^"']+\.tsx?)["']/g;

const resolve = (file: SourceFile, path: string): string => posix.join(posix.dirname(file.path), path);

/** The files of ours that a file imports. */
const importsOf = (file: SourceFile): readonly Import[] => [
  ...[...file.text.matchAll(importPattern)].map(({ index, 2: type, 3: path = "" }) => ({
    target: resolve(file, path),
    typesOnly: type !== undefined,
    line: lineAt(file.text, index),
  })),
  ...[...file.text.matchAll(sideEffectPattern)].map(({ index, 1: path = "" }) => ({
    target: resolve(file, path),
    typesOnly: false,
    line: lineAt(file.text, index),
  })),
];

/** Files that this one names in a URL of its own: what it starts as a worker or process. */
const startedBy = (file: SourceFile): readonly string[] =>
  file.text.includes("import.meta.url")
    ? [...file.text.matchAll(entryPattern)].map(({ 1: path = "" }) => resolve(file, path))
    : [];

const roomOf = (path: string) => rooms.find((room) => path.startsWith(`${room}/`));

/** Imports from rooms that the file's room may not import. */
export const foreignImports = (file: SourceFile): readonly string[] =>
  importsOf(file).flatMap(({ target, typesOnly, line }) => {
    const from = roomOf(file.path);
    const to = roomOf(target);
    if (from === undefined || to === undefined || from === to) return [];
    if (mayImport[from].includes(to)) return [];
    if (typesOnly && mayImportTypes[from]?.includes(to)) return [];
    return [`${file.path}:${line} ${from}/ may not import ${to}/`];
  });

/** Rooms whose files the linter keeps this room from importing, by its patterns. */
export const forbiddenByTable = (room: (typeof rooms)[number]): readonly string[] =>
  rooms
    .filter((other) => other !== room && !mayImport[room].includes(other))
    .map((other) => `**/${other}/**`);

const isEntry = (path: string): boolean =>
  path === "app/main.ts" ||
  path === "bench/main.ts" ||
  path === "bench/bare-pipe.ts" ||
  path.startsWith("test/") ||
  path.startsWith("console/");

/** Files that nothing reaches from the commands, the tests, or what those start. */
export const deadFiles = (files: readonly SourceFile[]): readonly string[] => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set(files.map((file) => file.path).filter(isEntry));
  for (const path of reached) {
    const file = byPath.get(path);
    if (file === undefined) continue;
    for (const { target } of importsOf(file)) reached.add(target);
    for (const target of startedBy(file)) reached.add(target);
  }
  return files.map((file) => file.path).filter((path) => !reached.has(path));
};
