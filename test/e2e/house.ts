import { onTestFinished } from "vitest";
import { z } from "zod";
import { type House, launchServe, makeHouse, type Served } from "./serve.ts";

/** A house that is removed when the test is over. */
export const openHouse = (parts: Parameters<typeof makeHouse>[0] = {}): House => {
  const house = makeHouse(parts);
  onTestFinished(() => house.remove());
  return house;
};

/** A ready `serve` that ends at the latest when the test is over. */
export const serve = async (
  house: House,
  options: Parameters<typeof launchServe>[1] = {},
): Promise<Served> => {
  const starting = launchServe(house, options);
  onTestFinished(async () => {
    await starting.kill();
  });
  return starting.ready;
};

const listView = z.object({ items: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() });

/** The items of a list of the API. */
export const itemsOf = async (served: Served, path: string): Promise<Record<string, unknown>[]> => {
  const { body, status, text } = await served.ask("GET", path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return listView.parse(body).items;
};

/** One figure of `/metrics`, with its labels as written there; 0 when it is not there. */
export const figureOf = async (served: Served, name: string): Promise<number> => {
  const { text } = await served.ask("GET", "/metrics");
  const line = text.split("\n").find((each) => each.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
};

const provisioned = z.object({ items: z.array(z.object({ id: z.string(), token: z.string() }).loose()) });

/** Provisions a device for every site and writes `devices.json` into the house, as `device add --all --json` prints it. */
export const provisionAll = async (house: House, served: Served) => {
  const { body } = await served.ask("POST", "/api/v1/devices/all");
  const { items } = provisioned.parse(body);
  house.write("devices.json", JSON.stringify(items));
  return items;
};
