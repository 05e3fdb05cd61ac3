import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { defaultApiLimits } from "../../api/limits.ts";
import { defaultChecklists } from "../../api/settings/default-checklists.ts";
import { configurationSchema } from "../../app/configuration.ts";
import { readConsoleSettings } from "../../app/console-settings.ts";
import { type ConfigurationFault, StartRefused } from "../../app/start-refused.ts";

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-console-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};

const settingsOf = (given: object, files: Readonly<Record<string, string>> = {}) =>
  readConsoleSettings(configurationSchema.parse({ console: given }), folderWith(files));

const faultsOf = (
  given: object,
  files: Readonly<Record<string, string>> = {},
): readonly ConfigurationFault[] => {
  try {
    settingsOf(given, files);
    return [];
  } catch (error) {
    if (error instanceof StartRefused) return error.faults;
    throw error;
  }
};

const square = [
  [106, 11],
  [107, 11],
  [107, 12],
  [106, 11],
];
const collection = (geometry: object) =>
  JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry }] });

test("without configuration there is a title, nobody to call and no map", () => {
  expect(settingsOf({})).toEqual({
    title: "Trạm Canh",
    nocPhone: null,
    boundaries: null,
    checklists: defaultChecklists,
    mqtt: { host: "0.0.0.0", port: 1_883, tlsPort: null },
  });
});

test.each(["call me", "+", "12", "0".repeat(40)])("a phone number like %j is refused", (nocPhone) => {
  expect(configurationSchema.safeParse({ console: { nocPhone } }).error?.issues[0]?.path).toEqual([
    "console",
    "nocPhone",
  ]);
});

test("boundaries are taken as they are written: polygons and several, with properties of any kind", () => {
  const text = collection({ type: "MultiPolygon", coordinates: [[square], [square]] });
  expect(settingsOf({ boundaries: "map.geojson" }, { "map.geojson": text }).boundaries).toBe(text);
});

test.each([
  ["a file that is not there", {}, "", "can't be read"],
  ["what is no JSON", { "map.geojson": "{" }, "", "can't be understood"],
  ["what is no collection", { "map.geojson": "[]" }, "", "expected object"],
  [
    "a line",
    { "map.geojson": collection({ type: "LineString", coordinates: square }) },
    "features[0].geometry.type",
    "Invalid",
  ],
  [
    "metres instead of degrees",
    { "map.geojson": collection({ type: "Polygon", coordinates: [[[560_000, 1_200_000], ...square]] }) },
    "features[0].geometry.coordinates[0][0][0]",
    "Too big",
  ],
  [
    "an open ring",
    { "map.geojson": collection({ type: "Polygon", coordinates: [[...square, [105, 10]]] }) },
    "features[0].geometry.coordinates[0]",
    "is not closed",
  ],
  [
    "more than boundariesBytesMax",
    { "map.geojson": " ".repeat(defaultApiLimits.boundariesBytesMax + 1) },
    "",
    "boundariesBytesMax",
  ],
])("boundaries are refused with the place: %s", (_name, files, path, message) => {
  const [fault] = faultsOf({ boundaries: "map.geojson" }, files);
  expect(fault).toMatchObject({ path, message: expect.stringContaining(message) });
  expect(fault?.file).toMatch(/map\.geojson$/);
  expect(fault?.fix).not.toBe("");
});

const step = { vi: "Nhìn", en: "Look" };

test("an own checklist replaces the shipped one of its id in its place, others come after", () => {
  const lists = [
    { id: "tower", title: step, steps: [step] },
    { id: "rectifier", title: step, alarms: ["rectifier-none"], steps: [step] },
  ];
  const { checklists } = settingsOf(
    { checklists: "lists.yaml" },
    { "lists.yaml": JSON.stringify({ checklists: lists }) },
  );
  expect(checklists.map(({ id }) => id)).toEqual([...defaultChecklists.map(({ id }) => id), "tower"]);
  expect(checklists[1]).toEqual(lists[1]);
});

test("checklists are refused with everything that is wrong", () => {
  const lists = { checklists: [{ id: "a b", title: { vi: "x" }, steps: [] }] };
  expect(
    faultsOf({ checklists: "l.yaml" }, { "l.yaml": JSON.stringify(lists) }).map(({ path }) => path),
  ).toEqual(["checklists[0].id", "checklists[0].title.en", "checklists[0].steps"]);
  const twice = { checklists: [1, 2].map(() => ({ id: "a", title: step, steps: [step] })) };
  expect(faultsOf({ checklists: "l.yaml" }, { "l.yaml": JSON.stringify(twice) })).toMatchObject([
    { path: "checklists", fix: "give each checklist an id of its own" },
  ]);
  expect(faultsOf({ checklists: "l.yaml" }, { "l.yaml": "a: [" })).toMatchObject([
    { message: expect.stringContaining("can't be understood") },
  ]);
});
