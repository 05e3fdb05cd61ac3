import { expect, test } from "vitest";
import { keptFiles } from "../../../console/offline/kept-files.ts";
import { offlineAnswer, shellPath } from "../../../console/offline/offline-answer.ts";

const place = { origin: "https://noc.example", files: ["/assets/field-1.js", "/icon.svg"] };

const answer = (path: string, isPage = false, method = "GET") =>
  offlineAnswer({ method, url: new URL(path, place.origin).href, isPage }, place);

const network = { kind: "network" };

test.each(["/field", "/field/", "/s/BPH0001", "/s/BPH0001?x=1", "/s/B%C3%B9"])(
  "the page of %s opens from the device",
  (path) => {
    expect(answer(path, true)).toEqual({ kind: "kept", path: shellPath });
  },
);

test.each(["/", "/sites", "/sites/BPH0001", "/s/", "/s/a/b", "/fields", "/wall"])(
  "the page of %s needs the platform",
  (path) => {
    expect(answer(path, true)).toEqual(network);
  },
);

test("what the platform's interface says is never kept, whatever its path looks like", () => {
  expect(answer("/api/v1/sites")).toEqual(network);
  expect(answer("/api/v1/sites", true)).toEqual(network);
  expect(
    offlineAnswer(
      { method: "GET", url: "https://noc.example/api/x", isPage: false },
      { ...place, files: ["/api/x"] },
    ),
  ).toEqual(network);
});

test("files of the field view come from the device, others and those of other hosts from the network", () => {
  expect(answer("/assets/field-1.js")).toEqual({ kind: "kept", path: "/assets/field-1.js" });
  expect(answer("/assets/map-1.js")).toEqual(network);
  expect(answer("https://other.example/assets/field-1.js")).toEqual(network);
  expect(answer("/assets/field-1.js", false, "POST")).toEqual(network);
});

test("the field view is kept with all that it needs at once, and nothing of the desk", () => {
  const file = (
    modules: readonly string[],
    imports: readonly string[] = [],
    styles: readonly string[] = [],
  ) => ({
    modules,
    imports,
    styles,
  });
  const files = keptFiles({
    "assets/index.js": file(["/x/console/main.tsx"], ["assets/shared.js"], ["assets/index.css"]),
    "assets/shared.js": file(["/x/console/request/request.ts"], ["assets/deep.js"]),
    "assets/deep.js": file(["/x/console/words/words.ts"]),
    "assets/field.js": file(["/x/console/field/field-page.tsx"], ["assets/shared.js"], ["assets/field.css"]),
    "assets/site.js": file(["/x/console/field/field-site-page.tsx"]),
    "assets/map.js": file(["/x/console/map/map-page.tsx"], ["assets/shared.js"]),
    "assets/index.css": file([]),
    "assets/field.css": file([]),
    "index.html": file([]),
  });
  expect(files).toEqual([
    "/icon.svg",
    "/manifest.webmanifest",
    "/assets/deep.js",
    "/assets/field.css",
    "/assets/field.js",
    "/assets/index.css",
    "/assets/index.js",
    "/assets/shared.js",
    "/assets/site.js",
  ]);
});
