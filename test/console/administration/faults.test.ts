import { expect, it } from "vitest";
import { areShown, faultText, inventoryFaultRow } from "../../../console/administration/faults.ts";
import { type Fault, RequestRefused } from "../../../console/request/request.ts";

const refused = (...errors: Fault[]): RequestRefused =>
  new RequestRefused({ status: 400, code: "invalid-request", detail: "Wrong", retry: false, errors });

it("says at a field what is wrong with it or within it, and nothing of its neighbours", () => {
  const error = refused(
    { path: "body.password", message: "is too short", fix: "write 8 characters" },
    { path: "body.scope.operators[0]", message: "is no code" },
    { path: "body.passwords", message: "is unknown" },
  );
  expect(faultText(error, "password")).toBe("is too short: write 8 characters");
  expect(faultText(error, "scope")).toBe("is no code");
  expect(faultText(error, "role")).toBeNull();
  expect(faultText(new Error("away"), "password")).toBeNull();
});

it("knows whether all that is wrong stands at its field already", () => {
  const name: Fault = { path: "body.name", message: "is empty" };
  expect(areShown(refused(name), ["name"])).toBe(true);
  expect(areShown(refused(name, { path: "query.kind", message: "is missing" }), ["name"])).toBe(false);
  expect(areShown(refused(), ["name"])).toBe(false);
});

it.each([
  ["body line 42: latitude", { file: "", row: 42, field: "latitude" }],
  [
    "body sites.csv line 7: hamlets[0].population",
    { file: "sites.csv", row: 7, field: "hamlets[0].population" },
  ],
  ["body sites", { file: "", row: null, field: "sites" }],
  ["body", { file: "", row: null, field: "" }],
])("the place %j of an inventory's error is taken apart", (path, place) => {
  expect(inventoryFaultRow({ path, message: "m", fix: "f", value: "1" })).toEqual({
    ...place,
    ...{ message: "m", fix: "f", value: "1" },
  });
});
