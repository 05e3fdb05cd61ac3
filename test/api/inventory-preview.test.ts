import { describe, expect, it } from "vitest";
import { exportCsv } from "../../inventory/csv-format.ts";
import { bearer, type House, openHouse, sharedHouse } from "./house.ts";

const send = async (
  house: House,
  {
    method = "POST",
    path = "/preview",
    type = "text/yaml",
    body,
  }: {
    readonly method?: "POST" | "PUT";
    readonly path?: string;
    readonly type?: string;
    readonly body: string;
  },
) => {
  const answer = await house.api.inject({
    method,
    url: `/api/v1/inventory${path}`,
    headers: { ...bearer(await house.key("admin")), "content-type": type },
    payload: body,
  });
  return { status: answer.statusCode, body: answer.json() };
};

interface Kind {
  readonly kind: string;
  readonly added: { readonly total: number };
  readonly changed: { readonly total: number };
  readonly removed: { readonly total: number };
}

const totals = (kinds: readonly Kind[]) =>
  kinds
    .map(({ kind, added, changed, removed }) => [kind, added.total, changed.total, removed.total])
    .filter(([, ...counts]) => counts.some((count) => count !== 0));

describe("the preview of an import", () => {
  const shared = sharedHouse();
  const yaml = () => shared.current.context.inventoryFile.export();
  const sitesCsv = () => exportCsv(shared.current.inForce.inventory)["sites.csv"];

  it("of the inventory in force changes nothing, and names every kind", async () => {
    const { status, body } = await send(shared.current, { body: yaml() });
    expect([status, totals(body.kinds)]).toEqual([200, []]);
    expect(body).toMatchObject({ sites: 3, nodes: 5 });
    expect(body.kinds.map(({ kind }: Kind) => kind)).toEqual([
      ...["operators", "communes", "sites", "nodes", "links", "core", "devices"],
    ]);
  });

  it("tells fields before and after, what is added and what goes", async () => {
    const text = yaml()
      .replace("travelMinutes: 45", "travelMinutes: 30")
      .replace(
        "sites:\n",
        "sites:\n  - { code: NEW, name: Mới, commune: '25195', owner: VTL, travelMinutes: 5 }\n",
      )
      .replace(/ {2}- \{ code: hop-2.*\n/, "");
    const { body } = await send(shared.current, { body: text });
    expect(totals(body.kinds)).toEqual([
      ["sites", 1, 1, 0],
      ["links", 0, 0, 1],
    ]);
    const sites = body.kinds.find(({ kind }: Kind) => kind === "sites");
    expect(sites.added.items).toMatchObject([{ key: "NEW", fields: { name: "Mới" } }]);
    expect(sites.changed.items).toEqual([
      { key: "SHARED", fields: [{ field: "travelMinutes", before: 45, after: 30 }] },
    ]);
    expect(yaml()).not.toContain("Mới");
  });

  it("takes one list as CSV over the inventory in force", async () => {
    const text = sitesCsv().replace("Viettel 1", "Viettel một");
    const { status, body } = await send(shared.current, {
      path: "/preview?kind=sites",
      type: "text/csv",
      body: text,
    });
    expect([status, totals(body.kinds)]).toEqual([200, [["sites", 0, 1, 0]]]);
  });

  it("tells all errors at once, each with its line", async () => {
    const text = sitesCsv().replaceAll("25195", "99999").replace(/VNP1,/, "V NP1,");
    const { status, body } = await send(shared.current, {
      path: "/preview?kind=sites",
      type: "text/csv",
      body: text,
    });
    expect([status, body.code]).toEqual([400, "invalid-inventory"]);
    const paths: string[] = body.errors.map(({ path }: { path: string }) => path);
    expect(paths.filter((path) => path.startsWith("body sites.csv line ")).length).toBeGreaterThan(2);
  });

  it("asks which list a CSV text is, and no list for YAML", async () => {
    const nameless = await send(shared.current, { type: "text/csv", body: sitesCsv() });
    expect([nameless.status, nameless.body.errors[0].path]).toEqual([400, "query.kind"]);
    const named = await send(shared.current, { path: "/preview?kind=sites", body: yaml() });
    expect([named.status, named.body.errors[0].message]).toEqual([400, "YAML is a whole inventory"]);
  });

  it("lists at most inventoryChangesMax changes of a kind, and counts all", async () => {
    const more = Array.from(
      { length: 250 },
      (_, index) => `  - { code: S${index}, name: S, commune: "25195", owner: VTL, travelMinutes: 5 }\n`,
    );
    const { body } = await send(shared.current, {
      body: yaml().replace("sites:\n", `sites:\n${more.join("")}`),
    });
    const sites = body.kinds.find(({ kind }: Kind) => kind === "sites");
    expect([sites.added.total, sites.added.items.length]).toEqual([250, 200]);
  });
});

it("an import of one list as CSV replaces that list and leaves the others", async () => {
  const house = await openHouse();
  const before = house.inForce.inventory;
  const text = exportCsv(before)["sites.csv"].replace("Viettel 1", "Viettel một");
  const { status, body } = await send(house, {
    method: "PUT",
    path: "?kind=sites",
    type: "text/csv",
    body: text,
  });
  expect([status, body]).toEqual([200, { sites: 3, nodes: 5 }]);
  expect(house.inForce.inventory.site("VTL1")?.name).toBe("Viettel một");
  expect(house.inForce.inventory.data.links).toEqual(before.data.links);
});
