import { z } from "zod";
import type { Stage } from "./stage.ts";

/** A channel that nobody listens to: its notifications fail, as they do on a bad day. */
export const deafChannel = [
  'channels: { noc: { kind: webhook, url: "http://127.0.0.1:9/", secret: { env: NOC_SECRET }, allowPrivateAddress: true } }',
  "routes: [{ match: { severity: [critical, major] }, to: [noc] }]",
  "",
].join("\n");

const do201 = async ({ served }: Stage, path: string, body: object): Promise<void> => {
  const { status, text } = await served.ask("POST", path, body);
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
};

const listSchema = z.object({ items: z.array(z.object({ id: z.string() })) });

/** An alarm stands as soon as its message is acknowledged. */
const idOf = async ({ served }: Stage, query: string): Promise<string> => {
  const { body } = await served.ask("GET", `/api/v1/alarms?cleared=false&${query}`);
  const [alarm] = listSchema.parse(body).items;
  if (alarm === undefined) throw new Error(`no alarm: ${query}`);
  return alarm.id;
};

const tellNodes = async (stage: Stage): Promise<void> => {
  await stage.tell("BPH0001/pwr", { "mains.present": false, "mains.voltage": 0, "battery.soc": 71.5 });
  await stage.tell("BPH0001/pwr", { "dc.bus.voltage": 50.2, "battery.current": -61.4, "load.power": 3_080 });
  for (const node of ["bts-vtl-4g", "bts-vnp-4g"]) await stage.tell(`BPH0001/${node}`, { "bts.up": false });
  await stage.tell("BPH0017/pwr", { "mains.present": false });
  await stage.tell("BPH0012/pwr", { "mains.present": false });
  await stage.tell("BPH0013/pwr", { "mains.present": false });
  await stage.tell("BPH0014/pwr", { "mains.present": true, "mains.voltage": 229.8 });
  await stage.send("BPH0014/pwr", '{"values": {"mains.present": tru');
};

/** Gives every page something to show; answers the id of an alarm with consequences. */
export const furnish = async (stage: Stage): Promise<string> => {
  await tellNodes(stage);
  const root = await idOf(stage, "site=BPH0001&type=mains-lost");
  const shelved = await idOf(stage, "site=BPH0013&type=mains-lost");
  const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
  await do201(stage, `/api/v1/alarms/${root}/acknowledge`, { note: "đã gọi điện lực" });
  await do201(stage, `/api/v1/alarms/${shelved}/shelve`, { until: inHours(2), note: "đang sửa" });
  await do201(stage, "/api/v1/maintenance-windows", {
    name: "Thay ắc quy",
    reason: "Ắc quy phồng",
    scope: { sites: ["BPH0012"] },
    period: { kind: "once", from: inHours(-1), to: inHours(3) },
  });
  await do201(stage, "/api/v1/sites/BPH0017/visits", { kind: "on-the-way", note: "mang máy phát" });
  await do201(stage, "/api/v1/users", {
    username: "lan",
    password: "a long password for tests",
    role: "technician",
  });
  await do201(stage, "/api/v1/api-keys", { name: "billing", role: "regulator" });
  await do201(stage, "/api/v1/kiosks", { name: "NOC wall" });
  return root;
};
