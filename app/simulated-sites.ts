import { z } from "zod";
import type { ProvinceSite } from "../firmware-sim/province.ts";
import type { Platform } from "./start.ts";

const credentials = z.object({
  items: z.array(z.object({ id: z.string(), token: z.string(), site: z.string() })),
});
const devices = z.object({ items: z.array(z.object({ id: z.string(), revokedAt: z.string().nullable() })) });

/**
 * Gives every site of the inventory a device with a fresh random token. Tokens of an earlier run are unknown, so
 * their devices are revoked first.
 */
export const simulatedSites = async (platform: Platform): Promise<readonly ProvinceSite[]> => {
  const ask = async (method: "GET" | "POST" | "DELETE", url: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${platform.controlKey}` };
    const response = await platform.api.inject({ method, url, headers });
    if (response.statusCode >= 400) throw new Error(`${method} ${url}: ${response.body}`);
    return response.body === "" ? null : response.json();
  };
  const former = devices.parse(await ask("GET", "/api/v1/devices?revoked=false&limit=1000"));
  for (const { id } of former.items) await ask("DELETE", `/api/v1/devices/${id}`);
  const { items } = credentials.parse(await ask("POST", "/api/v1/devices/all"));
  return items.map(({ id, token, site }) => ({
    site,
    device: id,
    token,
    nodes: platform.inventory().nodesOf(site),
  }));
};
