import { describe, expect, it } from "vitest";
import type { DeviceView } from "../../../api/contract.ts";
import { commandBody, commandNamed } from "../../../console/administration/command-form.ts";
import { deviceDoor } from "../../../console/administration/device-door.ts";
import {
  credentialsCsv,
  credentialText,
  siftDevices,
  sitesWithout,
} from "../../../console/administration/device-list.ts";
import { qrDrawing } from "../../../console/administration/qr.ts";

const device = (id: string, site: string, revokedAt: string | null = null): DeviceView => ({
  ...{ id, site, revokedAt, createdAt: "2026-01-30T03:00:00.000Z", presence: null },
});
const devices = [
  device("B-ctl", "BPH0002"),
  device("A-ctl2", "BPH0001"),
  device("A-ctl", "BPH0001", "2026-01-31T03:00:00.000Z"),
];
const names: Readonly<Record<string, string>> = { BPH0001: "Đồng Xoài", BPH0002: "Phước Long" };
const sift = (text: string, withRevoked = false) =>
  siftDevices(devices, (code) => names[code] ?? "", { text, withRevoked }).map(({ id }) => id);

describe("the list of devices", () => {
  it("goes by site, then by id, and leaves revoked ones out unless they are wanted", () => {
    expect(sift("")).toEqual(["A-ctl2", "B-ctl"]);
    expect(sift("", true)).toEqual(["A-ctl", "A-ctl2", "B-ctl"]);
  });

  it("finds by id, site and name, with and without marks", () => {
    expect(sift("dong xoai")).toEqual(["A-ctl2"]);
    expect(sift("PHƯỚC bph0002")).toEqual(["B-ctl"]);
    expect(sift("nowhere")).toEqual([]);
  });

  it("counts a site whose only device is revoked as one without", () => {
    const sites = Object.entries(names).map(([code, name]) => ({ code, name }));
    const only = [device("A-ctl", "BPH0001", "2026-01-31T03:00:00.000Z"), device("B-ctl", "BPH0002")];
    expect(sitesWithout(sites, only).map(({ code }) => code)).toEqual(["BPH0001"]);
  });
});

describe("where devices connect", () => {
  const door = (host: string, pageHost: string) => deviceDoor({ host, port: 1883, tlsPort: null }, pageHost);

  it("is the host of the page when the platform listens everywhere, in the form that clients take", () => {
    expect(door("0.0.0.0", "noc.example")).toMatchObject({ host: "noc.example", isOutOfReach: false });
    expect(door("::", "[2001:db8::1]")).toMatchObject({ host: "2001:db8::1" });
  });

  it("is the address listened on when that is one, and out of reach when only its own machine has it", () => {
    expect(door("10.0.0.7", "noc.example")).toMatchObject({ host: "10.0.0.7", isOutOfReach: false });
    expect(door("127.0.0.1", "noc.example")).toMatchObject({ host: "127.0.0.1", isOutOfReach: true });
    expect(door("127.0.0.1", "localhost")).toMatchObject({ host: "127.0.0.1", isOutOfReach: false });
  });
});

describe("credentials", () => {
  const made = { id: "A-ctl", site: "BPH0001", token: "t-0_k" };

  it("stand whole in the code and in the file", () => {
    expect(JSON.parse(credentialText(made, { host: "noc.example", port: 1883 }))).toEqual({
      url: "mqtt://noc.example:1883",
      ...made,
    });
    expect(credentialsCsv([made])).toBe("site,id,token\r\nBPH0001,A-ctl,t-0_k\r\n");
  });

  it("become a code with its quiet zone whose path stays within", () => {
    const { size, path } = qrDrawing(credentialText(made, { host: "noc.example", port: 1883 }));
    expect((size - 8 - 17) % 4).toBe(0);
    const starts = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, width]) => ({
      ...{ x: Number(x), y: Number(y), width: Number(width) },
    }));
    expect(starts[0]).toEqual({ x: 4, y: 4, width: 7 });
    expect(starts.every(({ x, y, width }) => x >= 4 && y >= 4 && x + width <= size - 4 && y < size - 4)).toBe(
      true,
    );
  });
});

describe("commands", () => {
  it("carry arguments only where there are any, and a door waits for a minute at most", () => {
    expect(commandBody({ command: "reboot", periodSeconds: 60 })).toEqual({
      ...{ command: "reboot", expiresInSeconds: 300 },
    });
    expect(commandBody({ command: "set-period", periodSeconds: 30 })).toEqual({
      ...{ command: "set-period", arguments: { period: 30 }, expiresInSeconds: 300 },
    });
    expect(commandBody({ command: "open-door", periodSeconds: 60 }).expiresInSeconds).toBe(60);
  });

  it("are the known ones", () => {
    expect(commandNamed("open-door")).toBe("open-door");
    expect(commandNamed("format-disk")).toBeNull();
  });
});
