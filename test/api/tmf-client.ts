import type { Role } from "../../api/identity/role.ts";
import { tmfRoot } from "../../api/tmf/names.ts";
import type { Scope } from "../../inventory/visibility.ts";
import { bearer, type House, openHouse } from "./house.ts";

/** A system that speaks TMF642 to the house. */
export const tmfClient = async (house: House, role: Role = "noc-operator", scope?: Scope) => {
  const key = await house.key(role, scope);
  const ask = (
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    payload?: object,
    type = "application/json",
  ) =>
    house.api.inject({
      method,
      url: `${tmfRoot}${path}`,
      headers: { ...bearer(key), ...(payload && { "content-type": type }) },
      ...(payload && { payload: JSON.stringify(payload) }),
    });
  const get = (path: string) => ask("GET", path);
  const post = (path: string, payload: object) => ask("POST", path, payload);
  const patch = (path: string, payload: object) =>
    ask("PATCH", path, payload, "application/merge-patch+json");
  return { actor: `key:${key.split("_")[1]}`, ask, get, post, patch };
};

/** A house with three alarms, a second apart, and a system of the desk that speaks to it. */
export const withAlarms = async () => {
  const house = await openHouse();
  await house.deviceAlarm("SHARED/pwr", "a");
  house.time.nowMs += 1_000;
  await house.deviceAlarm("SHARED/bts-vnp", "b");
  house.time.nowMs += 1_000;
  await house.deviceAlarm("VTL1/pwr", "c");
  const client = await tmfClient(house);
  const ids = new Map(house.alarms.list().map((alarm) => [`${alarm.site}/${alarm.node}`, alarm.id]));
  const idOf = (node: string): string => {
    const id = ids.get(node);
    if (id === undefined) throw new Error(`no alarm at ${node}`);
    return id;
  };
  return { house, client, idOf };
};
