import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

const run = promisify(execFile);
const checkout = fileURLToPath(new URL("../../", import.meta.url));
const manifestSchema = z.object({
  version: z.string(),
  bin: z.object({ tramcanh: z.string() }),
  dependencies: z.record(z.string(), z.string()),
});
const packedSchema = z.array(
  z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }),
);

let folder: string;
let installed: string;
let program: string;
let packedPaths: readonly string[];

/**
 * Unpacks where `npm install` would put it. The dependencies are links into the checkout, so that no network is
 * needed: those of `dependencies` and no others, so an import of a development dependency fails as it would there.
 */
const install = async (archive: string): Promise<void> => {
  installed = join(folder, "node_modules", "tramcanh");
  mkdirSync(installed, { recursive: true });
  await run("tar", ["-xzf", archive, "-C", installed, "--strip-components=1"]);
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(installed, "package.json"), "utf8")));
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(checkout, "node_modules", name), link, "dir");
  }
  program = join(installed, manifest.bin.tramcanh);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tramcanh-package-"));
  const { stdout } = await run("npm", ["pack", "--json", "--silent", "--pack-destination", folder], {
    cwd: checkout,
  });
  // What the build prints comes before the list.
  const packed = packedSchema.parse(JSON.parse(stdout.slice(stdout.search(/^\[/m))));
  packedPaths = packed[0]?.files.map(({ path }) => path) ?? [];
  await install(join(folder, packed[0]?.filename ?? ""));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("what is packed is JavaScript with the files that it reads, the documents and the licence", () => {
  expect(packedPaths.filter((path) => path.endsWith(".ts"))).toEqual([]);
  expect(packedPaths.filter((path) => /^(dist\/)?(test|bench)\//.test(path))).toEqual([]);
  expect(packedPaths).toEqual(
    expect.arrayContaining([
      "LICENSE",
      "README.md",
      "ARCHITECTURE.md",
      "CHANGELOG.md",
      "dist/alerts/rules/default.yaml",
      "dist/page/index.html",
      "dist/inventory/example-province.yaml",
      "docs/formats/tramcanh.schema.json",
    ]),
  );
});

test("the installed program tells its version", async () => {
  const { stdout } = await run(process.execPath, [program, "--version"], { cwd: folder });
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")));
  expect(stdout.trim()).toBe(manifest.version);
});

test("the installed program checks a configuration with its default rules", async () => {
  const inventory = join(installed, "dist/inventory/example-province.yaml");
  writeFileSync(join(folder, "tramcanh.yaml"), `inventory: ${JSON.stringify(inventory)}\n`);
  const { stdout } = await run(process.execPath, [program, "check", "--json"], { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
});

test("the installed program serves until it is asked to stop, and stops well", async () => {
  const words = [
    "serve",
    "--data",
    join(folder, "data"),
    "--mqtt-port",
    "0",
    "--http-port",
    "0",
    "--http-host",
    "127.0.0.1",
  ];
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    env: { ...process.env, TRAMCANH__MQTT__HOST: "127.0.0.1", TRAMCANH_ADMIN_PASSWORD: "a long password" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  try {
    const line = await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended]);
    const { http } = z.object({ ready: z.literal(true), http: z.url() }).parse(JSON.parse(String(line[0])));
    expect((await fetch(`${http}/readyz`)).status).toBe(200);
    const page = await fetch(`${http}/`);
    expect(page.headers.get("content-type")).toMatch(/text\/html/);
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill("SIGKILL");
  }
});
