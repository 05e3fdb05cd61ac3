import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Outage, outageRowOf } from "../../alerts/outages/outage.ts";
import { streamTopics } from "../../api/stream/client.ts";
import type { Scope } from "../../inventory/visibility.ts";
import { siteCode } from "../../telemetry/identifiers.ts";
import { until } from "../until.ts";
import { MemorySink, readStream } from "./event-reader.ts";
import { bearer, type House, openHouse, scopes, startMs } from "./house.ts";

const changes = z.object({
  items: z.array(z.object({ sequence: z.number(), alarm: z.looseObject({ id: z.string() }) })),
});
const outages = z.object({ items: z.array(z.object({ site: z.string() })) });

const listen = async (
  house: House,
  { scope = scopes.whole, after = null }: { readonly scope?: Scope; readonly after?: number | null } = {},
): Promise<MemorySink> => {
  const authorization = `Bearer ${await house.key("noc-operator", scope)}`;
  const principal = house.identity.authenticate({ authorization, cookie: undefined }, house.time.nowMs);
  if (!principal) throw new Error("the key does not work");
  const sink = new MemorySink();
  const request = { principal, after, topics: new Set(streamTopics), sites: null, isBrief: true };
  house.hub.open(request, () => sink);
  return sink;
};

const toldOf = ({ events }: MemorySink) =>
  events.filter(({ event }) => event === "alarms").map(({ id, data }) => ({ id, ...changes.parse(data) }));

const raiseAtOnce = (house: House, nodes: readonly string[]): Promise<unknown> =>
  Promise.all(nodes.map((node) => house.deviceAlarm(node, "lamp-failure")));

const byId = <Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] =>
  items.toSorted((one, other) => (one.id < other.id ? -1 : 1));

describe("a stream in brief", () => {
  it("tells what one commit brought in one event, alarms as the brief list has them", async () => {
    const house = await openHouse();
    const sink = await listen(house);
    await raiseAtOnce(house, ["SHARED/pwr", "VTL1/pwr", "SHARED/bts-vnp"]);
    expect(sink.events.map(({ event, id }) => [event, id])).toEqual([
      ["hello", 0],
      ["alarms", 3],
    ]);
    const [told] = toldOf(sink);
    expect(told?.items.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    const headers = bearer(await house.key("regulator"));
    const listed = (await house.api.inject({ url: "/api/v1/alarms?brief=true", headers })).json();
    expect(byId(told?.items.map(({ alarm }) => alarm) ?? [])).toEqual(byId(listed.items));
  });

  it("tells each only what he may see", async () => {
    const house = await openHouse();
    const sink = await listen(house, { scope: scopes.vnp });
    await raiseAtOnce(house, ["SHARED/pwr", "VTL1/pwr", "SHARED/bts-vnp"]);
    const nodes = toldOf(sink).flatMap(({ items }) => items.map(({ alarm }) => alarm["node"]));
    expect(nodes).toEqual(["pwr", "bts-vnp"]);
  });

  it("goes on after the last event's id, with no gap and no double", async () => {
    const house = await openHouse();
    await raiseAtOnce(house, ["SHARED/pwr", "VTL1/pwr", "SHARED/bts-vnp"]);
    const sink = await listen(house, { after: 1 });
    await until(() => expect(toldOf(sink).map(({ id }) => id)).toEqual([3]));
    await house.deviceAlarm("VTL1/pwr", "door-open");
    const sequences = toldOf(sink).flatMap(({ items }) => items.map(({ sequence }) => sequence));
    expect(sequences).toEqual([2, 3, 4]);
  });

  it("tells the outages of one commit together", async () => {
    const house = await openHouse();
    const sink = await listen(house);
    const outage = (site: string): Outage => ({
      ...{ id: "a".repeat(24), site: siteCode(site), node: null, fromMs: startMs, toMs: null },
      ...{ causeClass: "power", alarm: null, causeAlarm: null, confirmedBy: "alarm", corrections: [] },
    });
    await house.context.act((rows, nowMs) => {
      for (const site of ["VTL1", "SHARED"]) rows.outage.push(outageRowOf(outage(site), nowMs));
    });
    const [event] = sink.events.filter(({ event: name }) => name === "outages");
    expect(outages.parse(event?.data).items).toEqual([{ site: "VTL1" }, { site: "SHARED" }]);
  });
});

describe.each(["", "?brief=true"])("a stream over a real socket%s", (query) => {
  it("is not cut off for how much one commit brings", async () => {
    const house = await openHouse({ limits: { streamBufferedBytesMax: 2_000 } });
    const url = `${await house.listen()}/api/v1/stream${query}`;
    const reader = await readStream(url, bearer(await house.key("admin")));
    const types = Array.from({ length: 30 }, (_none, index) => `type-${index}`);
    await Promise.all(types.map((type) => house.deviceAlarm("VTL1/pwr", type)));
    await until(() => expect(reader.events.at(-1)?.id).toBe(types.length));
    expect(house.hub.cutStreams).toBe(0);
    reader.close();
  });
});
