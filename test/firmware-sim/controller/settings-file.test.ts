import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { factorySettings, type Settings } from "../../../firmware-sim/controller/commands.ts";
import { readSettings, writeSettings } from "../../../firmware-sim/controller/settings-file.ts";

let directory: string;
let path: string;
let troubles: Error[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "settings-file-"));
  path = join(directory, "deep", "device.settings");
  troubles = [];
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const read = (): Settings => readSettings(path, (error) => troubles.push(error));
const settings: Settings = {
  configuration: { period: 30, limits: { "dc.bus.voltage": { low: 48 } } },
  replies: [
    { id: "7", ok: true },
    { id: "8", ok: false, error: "no" },
  ],
};

test("a new device has the settings of the factory, and that is no trouble", () => {
  expect(read()).toEqual(factorySettings);
  expect(troubles).toEqual([]);
});

test("what was written is read, and nothing else stays behind", () => {
  writeSettings(path, factorySettings);
  writeSettings(path, settings);
  expect(read()).toEqual(settings);
  expect(readdirSync(join(directory, "deep"))).toEqual(["device.settings"]);
});

test.each(["", "{", '{"configuration": {"period": 0}, "replies": []}'])(
  "a damaged file is told and passed over: %s",
  (text) => {
    writeSettings(path, settings);
    writeFileSync(path, text);
    expect(read()).toEqual(factorySettings);
    expect(troubles).toHaveLength(1);
  },
);
