import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { type BuiltFile, keptFiles } from "./offline/kept-files.ts";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Lays a compressed twin beside each file: the platform sends those as they are. */
const compressedTwins = (): Plugin => ({
  name: "compressed-twins",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        if (!/\.(js|css|html|svg|json)$/.test(fileName)) continue;
        const source = Buffer.from(file.type === "chunk" ? file.code : file.source);
        this.emitFile({ type: "asset", fileName: `${fileName}.br`, source: brotliCompressSync(source) });
        this.emitFile({ type: "asset", fileName: `${fileName}.gz`, source: gzipSync(source, { level: 9 }) });
      }
    },
  },
});

const workerFile = "service-worker.js";

/** Tells the worker which files the field view is made of, and gives it a mark that changes with any of them. */
const workerFiles = (): Plugin => ({
  name: "worker-files",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const built = Object.entries(bundle).map(([name, file]): [string, BuiltFile] => [
        name,
        file.type === "chunk"
          ? {
              imports: file.imports,
              styles: [...(file.viteMetadata?.importedCss ?? [])],
              modules: [...file.moduleIds, ...(file.facadeModuleId === null ? [] : [file.facadeModuleId])],
            }
          : { imports: [], styles: [], modules: [] },
      ]);
      const files = keptFiles(Object.fromEntries(built));
      const shell = bundle["index.html"];
      const hash = createHash("sha256").update(files.join());
      if (shell?.type === "asset") hash.update(shell.source);
      const mark = hash.digest("hex").slice(0, 16);
      const worker = bundle[workerFile];
      if (worker?.type !== "chunk") throw new Error(`the build made no ${workerFile}`);
      worker.code = `self.kept=${JSON.stringify({ mark, files })};\n${worker.code}`;
    },
  },
});

/** A module that the field view shares with a page at the desk would draw the whole field view into that page. */
const fieldApart = (): Plugin => ({
  name: "field-apart",
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
    const field = chunks.find(({ name }) => name === "field");
    for (const { name, imports } of chunks) {
      if (field === undefined || name.startsWith("field") || !imports.includes(field.fileName)) continue;
      this.error(`${name} loads the field view: name the module that they share in chunkGroups`);
    }
  },
});

/**
 * What every page needs at once lies in few files: on a line with a second of delay each file more is a second more.
 * The field view is one file, so that its second page opens where its first did.
 */
const chunkGroups = [
  {
    name: "shell",
    test: /node_modules\/(preact|@preact|idb)\/|console\/(words|time|request|router|session|live|outbox|design)\/|console\/(paths|lookback\/moment|sound\/sound-preference)\.ts/,
  },
  {
    name: "parts",
    test: /console\/(parts\/(actor-text|age|long-text|severity)|sites\/(presence|site-order|power-chain)|metrics\/|alarms\/(headline|alarm-ticks|alarm-facts|alarm-order|flood|flood-watch|alarm-watch)\.|shell\/outbox-badge)/,
  },
  { name: "field", test: /console\/(field|offline\/registration)/ },
];

/** Builds the page into `dist/page`. Nothing is inlined: the content security policy lets only files run. */
export default defineConfig({
  root: folder("."),
  plugins: [fieldApart(), workerFiles(), compressedTwins()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: folder("../dist/page"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: folder("index.html"), "service-worker": folder("offline/worker.ts") },
      output: {
        // The browser asks for the worker by this name, whatever is in it.
        codeSplitting: { groups: chunkGroups },
        entryFileNames: ({ name }) => (name === "service-worker" ? workerFile : "assets/[name]-[hash].js"),
      },
    },
  },
});
