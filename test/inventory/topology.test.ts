import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildInventory, type Inventory } from "../../inventory/inventory.ts";
import { exampleProvincePath, loadInventory } from "../../inventory/load.ts";
import { Reachability } from "../../inventory/reachability.ts";
import { Topology } from "../../inventory/topology.ts";
import { parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { inventoryData } from "./arbitrary-inventory.ts";
import { type Broken, type Hop, networkOf, networks, reachableIn } from "./networks.ts";
import { errorsOf, inventoryOf, sampleYaml } from "./sample.ts";

const brokenNothing: Broken = { links: new Set(), nodes: new Set() };

const sample = new Topology(inventoryOf(parseInventoryYaml(sampleYaml, "inventory.yaml")));
const province = new Topology(inventoryOf(loadInventory(exampleProvincePath)));

const vertexNames = (topology: Topology): readonly string[] => [
  ...topology.inventory.nodes.map(({ site, code }) => `${site}/${code}`),
  ...topology.inventory.sites.map(({ code }) => code),
];

const reached = (topology: Topology, reachability: Reachability): ReadonlySet<string> =>
  new Set(vertexNames(topology).filter((_name, vertex) => reachability.reaches(vertex)));

describe("the graph of an inventory", () => {
  test("nodes of one site are connected with each other: a node without links is reached over those that have some", () => {
    const reachability = new Reachability(sample);
    const station = sample.nodeVertex("BPH0123", "bts-4g");
    expect(reachability.reaches(station)).toBe(true);
    expect(sample.depth[station]).toBe(sample.depth[sample.nodeVertex("BPH0123", "pwr")]);
    const lost = reachability.cutNode(sample.nodeVertex("BPH0123", "mw1"));
    expect(lost).toContain(station);
    expect(lost).toContain(sample.siteVertex("BPH0123"));
  });

  test("powered by is followed both ways, to the end", () => {
    const power = sample.nodeVertex("BPH0123", "pwr");
    const radio = sample.nodeVertex("BPH0123", "mw1");
    expect(sample.feedersOf(radio)).toEqual([power]);
    expect([...sample.fedBy(power)].sort()).toEqual(
      [power, radio, sample.nodeVertex("BPH0123", "bts-4g")].sort(),
    );
  });

  test("what the inventory does not know has no vertex", () => {
    expect(sample.nodeVertex("BPH0123", "nothing")).toBe(-1);
    expect(sample.nodeVertex("__proto__", "pwr")).toBe(-1);
    expect(sample.siteVertex("constructor")).toBe(-1);
  });

  test("an inventory made by hand with links to nowhere and power in a circle harms nobody", () => {
    const { data } = sample.inventory;
    const [link] = data.links;
    const nodes = data.nodes.map((node) => ({ ...node, poweredBy: node.code }));
    const links = link === undefined ? [] : [{ ...link, from: { ...link.from, site: link.to.site } }];
    const odd = new Topology(buildInventory({ ...data, nodes, links }));
    expect(odd.feedersOf(odd.nodeVertex("BPH0123", "mw1"))).toEqual([]);
    expect(new Reachability(odd).reaches(odd.siteVertex("BPH0123"))).toBe(false);
    expect(new Reachability(odd).cutLink(0)).toEqual([]);
  });
});

describe("what the import refuses, so that the graph is whole", () => {
  test("a link to a node that does not exist", () => {
    const wrong = sampleYaml.replace("to: BPH0001/mw3", "to: BPH0001/mw9");
    expect(errorsOf(parseInventoryYaml(wrong, "inventory.yaml"))).toMatchObject([
      {
        code: "unknown-reference",
        field: "to",
        value: '"BPH0001/mw9"',
        message: 'there is no node "BPH0001/mw9"',
      },
    ]);
  });

  test("a core node that does not exist", () => {
    const wrong = sampleYaml.replace("core:  [BPH0001/agg1]", "core:  [BPH0001/agg9]");
    expect(errorsOf(parseInventoryYaml(wrong, "inventory.yaml"))).toMatchObject([
      { code: "unknown-reference" },
    ]);
  });

  test("power that goes round in a circle, with the circle in words", () => {
    const wrong = sampleYaml.replace("code: pwr, kind: power", "code: pwr, kind: power, poweredBy: mw1");
    const [error] = errorsOf(parseInventoryYaml(wrong, "inventory.yaml"));
    expect(error).toMatchObject({ code: "cycle", field: "poweredBy" });
    expect(error?.message).toContain("pwr ← mw1 ← pwr");
  });
});

describe("reachability", () => {
  test("the ring of the example province survives each one cut, and not every two", () => {
    const reachability = new Reachability(province);
    const ring = province.inventory.links.flatMap(({ kind }, index) => (kind === "fibre" ? [index] : []));
    expect(ring).toHaveLength(8);
    for (const link of ring) {
      expect(reachability.cutLink(link)).toEqual([]);
      reachability.mendLink(link);
    }
    const [first = -1, , , fourth = -1] = ring;
    reachability.cutLink(first);
    reachability.cutLink(fourth);
    // Both core nodes stand on the ring, one on each side of these two cuts.
    expect(reached(province, reachability).size).toBe(province.vertexCount);
    const [, second = -1] = ring;
    expect(reachability.cutLink(second).length).toBeGreaterThan(0);
  });

  test("what is cut twice has to be mended twice", () => {
    const reachability = new Reachability(sample);
    expect(reachability.cutLink(0).length).toBeGreaterThan(0);
    expect(reachability.cutLink(0)).toEqual([]);
    expect(reachability.mendLink(0)).toEqual([]);
    expect(reachability.mendLink(0).length).toBeGreaterThan(0);
    expect(reachability.mendLink(0)).toEqual([]);
  });

  type Step = readonly [what: "node" | "link", pick: number, mend: boolean];
  const steps = fc.array(fc.tuple(fc.constantFrom<Step[0]>("node", "link"), fc.nat(1_000), fc.boolean()), {
    maxLength: 40,
  });

  const walk = (inventory: Inventory, path: readonly Step[]): void => {
    const topology = new Topology(inventory);
    const names = vertexNames(topology);
    const reachability = new Reachability(topology);
    const ways = names.map((_name, vertex) => reachability.nextOf(vertex));
    const cutNodes = new Map<string, number>();
    const cutLinks = new Map<string, number>();
    const broken = (): Broken => ({
      links: new Set([...cutLinks].flatMap(([code, cuts]) => (cuts > 0 ? [code] : []))),
      nodes: new Set([...cutNodes].flatMap(([code, cuts]) => (cuts > 0 ? [code] : []))),
    });
    let before = reached(topology, reachability);
    expect(before).toEqual(reachableIn(inventory, broken()));
    for (const [what, pick, mend] of path) {
      const count = what === "node" ? inventory.nodes.length : inventory.links.length;
      if (count === 0) continue;
      const index = pick % count;
      const node = inventory.nodes[index];
      const cuts = what === "node" ? cutNodes : cutLinks;
      const key = what === "node" ? `${node?.site}/${node?.code}` : (inventory.links[index]?.code ?? "");
      cuts.set(key, Math.max(0, (cuts.get(key) ?? 0) + (mend ? -1 : 1)));
      const changed = mend
        ? what === "node"
          ? reachability.mendNode(index)
          : reachability.mendLink(index)
        : what === "node"
          ? reachability.cutNode(index)
          : reachability.cutLink(index);
      const after = reached(topology, reachability);
      expect(after).toEqual(reachableIn(inventory, broken()));
      const [more, fewer] = mend ? [after, before] : [before, after];
      expect(new Set(changed.map((vertex) => names[vertex]))).toEqual(
        new Set([...more].filter((name) => !fewer.has(name))),
      );
      before = after;
    }
    reachability.reset();
    expect(reached(topology, reachability)).toEqual(reachableIn(inventory, brokenNothing));
    expect(vertexNames(topology).map((_name, vertex) => reachability.nextOf(vertex))).toEqual(ways);
  };

  test("law: after any cuts and mends it is what a search from the core finds, and the changes are told exactly", () => {
    fc.assert(fc.property(networks, steps, walk), { numRuns: 150 });
    fc.assert(fc.property(inventoryData.map(buildInventory), steps, walk), { numRuns: 50 });
  });

  test("a cut and a mend cost what hangs on the element, not the whole network", () => {
    const sites = 2_000;
    const hops = Array.from(
      { length: sites - 1 },
      (_nothing, index): Hop => [index + 1, Math.floor(index / 8)],
    );
    const topology = new Topology(networkOf(sites, hops, "radios"));
    let looks = 0;
    const { adjacency } = topology;
    const neighbour = new Proxy(adjacency.neighbour, {
      get: (target, key) => {
        looks += 1;
        return Reflect.get(target, key);
      },
    });
    Object.assign(topology, { adjacency: { ...adjacency, neighbour } });
    const reachability = new Reachability(topology);
    expect(looks).toBeGreaterThan(topology.vertexCount);
    looks = 0;
    expect(reachability.cutLink(sites - 2).length).toBeGreaterThan(0);
    expect(reachability.mendLink(sites - 2).length).toBeGreaterThan(0);
    expect(looks).toBeLessThan(200);
  });
});
