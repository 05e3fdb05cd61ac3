import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { needsStart } from "../../../console/start/arrival.ts";
import { firstDevice } from "../../../console/start/first-device.ts";
import { firstNode, publishLine } from "../../../console/start/publish-line.ts";

describe("the line that publishes", () => {
  const reading = {
    door: { host: "noc.example", port: 1883, tlsPort: null, isOutOfReach: false },
    ...{
      site: "BPH0001",
      node: "pwr",
      device: "BPH0001-ctl",
      token: "-x_'\"$(id)",
      metric: "dc.bus.voltage",
    },
    value: 54.1,
  };

  it("reaches the program word for word through a real shell", () => {
    const script = `mosquitto_pub() { printf '%s\\n' "$@"; }; ${publishLine(reading)}`;
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n")).toEqual([
      ...["-h", "noc.example", "-p", "1883", "-i", "BPH0001-ctl", "-u", "BPH0001-ctl"],
      ...["-P", "-x_'\"$(id)", "-q", "1", "-t", "sites/BPH0001/pwr/telemetry"],
      ...["-m", '{"values":{"dc.bus.voltage":54.1}}'],
    ]);
  });

  it("speaks for the power plant, else for what is no controller", () => {
    const controller = { code: "ctl", kind: "controller" };
    const base = { code: "bts", kind: "bts" };
    expect(firstNode([controller, base, { code: "dc", kind: "power" }])).toBe("dc");
    expect(firstNode([controller, base])).toBe("bts");
    expect(firstNode([controller])).toBe("ctl");
    expect(firstNode([])).toBe("pwr");
  });
});

describe("who is led to the first steps", () => {
  const arrival = { path: "/", isRead: true, sites: 0, isWholeAdmin: true };

  it("is an administrator of an empty platform at the list of alarms", () => {
    expect(needsStart(arrival)).toBe(true);
  });

  it.each([
    ["before the lists are read", { isRead: false }],
    ["with sites", { sites: 1 }],
    ["elsewhere", { path: "/sites" }],
    ["without all rights", { isWholeAdmin: false }],
  ])("is nobody %s", (_, changes) => {
    expect(needsStart({ ...arrival, ...changes })).toBe(false);
  });
});

describe("the device of the first steps", () => {
  const device = (id: string, createdAt: string, revokedAt: string | null = null) => ({
    ...{ id, site: `site of ${id}`, createdAt, revokedAt, presence: null },
  });
  const made = { id: "C-ctl", site: "C", token: "a token" };

  it("is the one that was made here, with its token", () => {
    expect(firstDevice(made, [device("A-ctl", "2026-01-31T03:00:00.000Z")])).toEqual(made);
  });

  it("is after a reload the newest that may connect, without the token, which is shown once", () => {
    const devices = [
      device("A-ctl", "2026-01-30T03:00:00.000Z"),
      device("B-ctl", "2026-01-30T04:00:00.000Z"),
      device("D-ctl", "2026-01-30T05:00:00.000Z", "2026-01-30T06:00:00.000Z"),
    ];
    expect(firstDevice(null, devices)).toEqual({ id: "B-ctl", site: "site of B-ctl", token: null });
    expect(firstDevice(null, devices.slice(2))).toBeNull();
  });
});
