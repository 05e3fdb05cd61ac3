import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { maskText } from "./mask.ts";

/** The folder of the whole house. */
export const houseFolder = fileURLToPath(new URL("../../", import.meta.url));

/** The rooms: top-level folders that hold code. */
export const rooms = [
  "telemetry",
  "inventory",
  "ingest",
  "alerts",
  "store",
  "reports",
  "broker",
  "api",
  "console",
  "firmware-sim",
  "app",
  "bench",
  "test",
] as const;

/** One file of ours, as text and as code without comments and strings. */
export interface SourceFile {
  /** From the top of the house, with `/`. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** `maskText(text)`: same length, same lines. */
  readonly code: string;
}

/** A file as the rules see it. */
export const sourceFile = (path: string, text: string): SourceFile => ({
  path,
  room: path.split("/")[0] ?? "",
  text,
  code: maskText(text),
});

const builtFolders = /(^|\/)(node_modules|dist)(\/|$)/;

/** All TypeScript of the rooms. */
export const readSources = (): readonly SourceFile[] =>
  rooms
    .map((room) => join(houseFolder, room))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
    )
    .map((path) => relative(houseFolder, path).replaceAll("\\", "/"))
    .filter((path) => /\.tsx?$/.test(path) && !builtFolders.test(path))
    .sort()
    .map((path) => sourceFile(path, readFileSync(join(houseFolder, path), "utf8")));

/** Line of a place in the text, from 1. */
export const lineAt = (text: string, place: number): number => text.slice(0, place).split("\n").length;

/** All places of the code that match, as `path:line words`. */
export const findAll = (file: SourceFile, pattern: RegExp, words: string): readonly string[] =>
  [...file.code.matchAll(pattern)].map((match) => `${file.path}:${lineAt(file.code, match.index)} ${words}`);
