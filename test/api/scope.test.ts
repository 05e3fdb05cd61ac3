import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../api/identity/role.ts";
import { bearer, openHouse, scopes, sharedHouse } from "./house.ts";

type ScopeName = keyof typeof scopes;

interface Listed {
  readonly items: readonly Record<string, unknown>[];
}

const world = ["SHARED/pwr", "SHARED/bts-vtl", "SHARED/bts-vnp", "VTL1/pwr", "VNP1/pwr", "GONE/pwr"];

/** Which nodes each scope sees; GONE is a site that the inventory no longer knows. */
const visible: Readonly<Record<ScopeName, readonly string[]>> = {
  whole: world,
  vtl: ["SHARED/pwr", "SHARED/bts-vtl", "VTL1/pwr"],
  vnp: ["SHARED/pwr", "SHARED/bts-vnp", "VNP1/pwr"],
  mbf: [],
  locNinh: ["VNP1/pwr"],
};

const unclearTopics = ["sites/SHARED", "sites/VNP1"];

const scopeNames: readonly ScopeName[] = ["whole", "vtl", "vnp", "mbf", "locNinh"];
const siteOf = (path: string): string => path.split("/")[0] ?? "";
const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

describe("each answer honours the scope", () => {
  const shared = sharedHouse();
  const headers = new Map<ScopeName, Record<string, string>>();

  beforeAll(async () => {
    const house = shared.current;
    for (const name of scopeNames) headers.set(name, bearer(await house.key("noc-operator", scopes[name])));
    for (const node of world) {
      await house.publish(`sites/${node}/telemetry`, {
        ts: house.time.nowMs,
        values: { "door.open": false },
      });
      await house.deviceAlarm(node, "lamp-failure");
      await house.publish(`sites/${node}/telemetry`, "not json");
    }
    for (const topic of unclearTopics) await house.publish(topic, "not json");
  });

  const get = async (name: ScopeName, url: string) =>
    shared.current.api.inject({ url, headers: headers.get(name) ?? {} });
  const items = async (name: ScopeName, url: string): Promise<Listed["items"]> => {
    const listed: Listed = (await get(name, url)).json();
    return listed.items;
  };
  const paths = async (name: ScopeName, url: string): Promise<string[]> =>
    sorted((await items(name, url)).map(({ site, node, code }) => `${site}/${node ?? code}`));

  it.each(scopeNames)("%s: sites", async (name) => {
    const known = visible[name].map(siteOf).filter((site) => site !== "GONE");
    const listed = await items(name, "/api/v1/sites");
    expect(sorted(listed.map(({ code }) => String(code)))).toEqual(sorted(known));
    for (const site of ["SHARED", "VTL1", "VNP1"]) {
      const expected = known.includes(site) ? 200 : 404;
      expect((await get(name, `/api/v1/sites/${site}`)).statusCode).toBe(expected);
      expect((await get(name, `/api/v1/sites/${site}/latest`)).statusCode).toBe(expected);
    }
    expect((await get(name, "/api/v1/sites/GONE/latest")).statusCode).toBe(name === "whole" ? 200 : 404);
  });

  it.each(scopeNames)("%s: alarms on a site count only when their node is seen", async (name) => {
    if (!visible[name].some((path) => siteOf(path) === "SHARED")) return;
    const site = (await get(name, "/api/v1/sites/SHARED")).json();
    const seen = visible[name].filter((path) => siteOf(path) === "SHARED").length;
    expect(site.state.alarms.major).toBe(seen);
  });

  it.each(scopeNames)("%s: nodes and links", async (name) => {
    const known = visible[name].filter((path) => siteOf(path) !== "GONE");
    expect(await paths(name, "/api/v1/nodes")).toEqual(sorted(known));
    const links = await items(name, "/api/v1/links");
    const both = (ends: readonly string[]): boolean => ends.every((end) => known.includes(end));
    const expected = [
      ...(both(["SHARED/bts-vtl", "VTL1/pwr"]) ? ["hop-1"] : []),
      ...(both(["SHARED/bts-vnp", "VNP1/pwr"]) ? ["hop-2"] : []),
    ];
    expect(links.map(({ code }) => code)).toEqual(expected);
  });

  it.each(scopeNames)("%s: readings and latest values of a node", async (name) => {
    for (const path of world) {
      const [site, node] = path.split("/");
      const expected = visible[name].includes(path) ? 200 : 404;
      const readings = `/api/v1/readings?site=${site}&node=${node}&metric=door.open`;
      expect([path, (await get(name, readings)).statusCode]).toEqual([path, expected]);
      expect([path, (await get(name, `/api/v1/nodes/${path}/latest`)).statusCode]).toEqual([path, expected]);
    }
  });

  it.each(scopeNames)("%s: alarms: list, one, history, acknowledge, clear", async (name) => {
    const own = await items(name, "/api/v1/alarms");
    expect(sorted(own.map(({ site, node }) => `${site}/${node}`))).toEqual(sorted(visible[name]));
    const all = await items("whole", "/api/v1/alarms");
    for (const { id, site, node } of all) {
      const expected = visible[name].includes(`${site}/${node}`) ? 200 : 404;
      expect((await get(name, `/api/v1/alarms/${id}`)).statusCode).toBe(expected);
      expect((await get(name, `/api/v1/alarms/${id}/history`)).statusCode).toBe(expected);
      expect((await get(name, `/api/v1/alarms/${id}/symptoms`)).statusCode).toBe(expected);
      expect((await get(name, `/tmf-api/alarmManagement/v4/alarm/${id}`)).statusCode).toBe(expected);
      if (expected === 200) continue;
      for (const verb of ["acknowledge", "unacknowledge", "unshelve", "close", "clear"]) {
        const url = `/api/v1/alarms/${id}/${verb}`;
        const answer = await shared.current.api.inject({
          method: "POST",
          url,
          headers: headers.get(name) ?? {},
        });
        expect(answer.statusCode).toBe(404);
      }
    }
  });

  it.each(scopeNames)("%s: quarantine", async (name) => {
    const listed = await items(name, "/api/v1/quarantine");
    const seen = sorted(visible[name].map((path) => `sites/${path}/telemetry`));
    // Whose equipment a topic without a node of the site tells of, nobody knows.
    const unclear = { whole: unclearTopics, locNinh: ["sites/VNP1"], vtl: [], vnp: [], mbf: [] }[name];
    expect(sorted(listed.map(({ topic }) => String(topic)))).toEqual(sorted([...seen, ...unclear]));
  });

  it.each(scopeNames)("%s: quarantine page by page, over what is out of sight", async (name) => {
    const whole = await items(name, "/api/v1/quarantine");
    const paged: unknown[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const page = (await get(name, `/api/v1/quarantine?limit=1${query}`)).json();
      expect(page.items.length).toBeLessThanOrEqual(1);
      paged.push(...page.items);
      cursor = page.next;
    }
    expect(paged).toEqual(whole);
  });

  it.each(scopeNames)("%s: operators and communes", async (name) => {
    const operators = (await items(name, "/api/v1/operators")).map(({ code }) => code);
    const communes = (await items(name, "/api/v1/communes")).map(({ code }) => code);
    const own = scopes[name].operators;
    const places = scopes[name].communes;
    expect(operators).toEqual(own === "all" ? ["MBF", "VNP", "VTL"] : [...own]);
    expect(communes).toEqual(places === "all" ? ["25195", "25196"] : [...places]);
  });

  it("out of scope and not existing look the same", async () => {
    const outside = (await get("vtl", "/api/v1/sites/VNP1")).json();
    const nowhere = (await get("vtl", "/api/v1/sites/NOWHERE")).json();
    expect(JSON.stringify(outside).replaceAll("VNP1", "X")).toBe(
      JSON.stringify(nowhere).replaceAll("NOWHERE", "X"),
    );
  });

  it("a scoped administrator provisions and revokes devices of his own sites only", async () => {
    const { api, key } = shared.current;
    const admin: Role = "admin";
    const own = bearer(await key(admin, scopes.vtl));
    const provision = (site: string) =>
      api.inject({ method: "POST", url: "/api/v1/devices", headers: own, payload: { site } });
    expect((await provision("VNP1")).statusCode).toBe(404);
    expect((await provision("VTL1")).statusCode).toBe(201);
    const whole = bearer(await key(admin));
    const payload = { site: "VNP1" };
    const other = await api.inject({ method: "POST", url: "/api/v1/devices", headers: whole, payload });
    const { id } = other.json();
    const remove = () => api.inject({ method: "DELETE", url: `/api/v1/devices/${id}`, headers: own });
    expect((await remove()).statusCode).toBe(404);
    const listed = await api.inject({ url: "/api/v1/devices", headers: own });
    expect(listed.json().items.map(({ site }: { site: string }) => site)).toEqual(["VTL1"]);
  });

  it("a tenant's administrator leaves the controller of a shared site to the owner", async () => {
    const house = await openHouse();
    const tenant = bearer(await house.key("admin", scopes.vnp));
    const owner = bearer(await house.key("admin", scopes.vtl));
    const provision = (headers: Record<string, string>, url = "/api/v1/devices", site = "SHARED") =>
      house.api.inject({
        method: "POST",
        url,
        headers,
        ...(url.endsWith("all") ? {} : { payload: { site } }),
      });
    const refused = await provision(tenant);
    expect([refused.statusCode, refused.json().code]).toEqual([403, "scope-refused"]);
    const all = (await provision(tenant, "/api/v1/devices/all")).json();
    expect(all.items.map(({ site }: { site: string }) => site)).toEqual(["VNP1"]);
    const made = await provision(owner);
    expect(made.statusCode).toBe(201);
    const remove = (headers: Record<string, string>) =>
      house.api.inject({ method: "DELETE", url: `/api/v1/devices/${made.json().id}`, headers });
    expect((await remove(tenant)).statusCode).toBe(403);
    expect(house.revoked).toEqual([]);
    expect((await remove(owner)).statusCode).toBe(204);
  });
});
