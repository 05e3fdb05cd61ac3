import type { RouteOptions } from "fastify";
import { beforeAll, describe, expect, it } from "vitest";
import { demandAccess, RouteWithoutAccess } from "../../api/access.ts";
import { personRoles, type Role, roles } from "../../api/identity/role.ts";
import { buildServer } from "../../api/server.ts";
import { pagePaths } from "../../console/paths.ts";
import { bearer, scopes, sharedHouse } from "./house.ts";

type ScopeName = keyof typeof scopes;
const scopeNames: readonly ScopeName[] = ["whole", "vtl", "vnp", "mbf", "locNinh"];

const open = [
  ...Object.values(pagePaths).map((path) => `GET ${path}`),
  "GET /assets/:file",
  "GET /icon.svg",
  "GET /manifest.webmanifest",
  "GET /service-worker.js",
  "GET /healthz",
  "GET /readyz",
].concat(
  "GET /version",
  "POST /api/v1/session",
  "POST /api/v1/session/kiosk",
  "GET /a/:token",
  "POST /a/:token",
);

const everybody: readonly Role[] = personRoles;
const wall: readonly Role[] = roles;
const staff: readonly Role[] = ["admin", "noc-operator", "technician"];
const desk: readonly Role[] = ["admin", "noc-operator"];
const admin: readonly Role[] = ["admin"];

interface Rule {
  readonly roles: readonly Role[];
  readonly whole?: true;
}

/** Who may use what; a route that is missing here fails the walk. */
const rules: Readonly<Record<string, Rule>> = {
  "GET /metrics": { roles: desk, whole: true },
  "GET /api/openapi.json": { roles: everybody },
  "GET /api/v1/session": { roles: wall },
  "DELETE /api/v1/session": { roles: wall },
  "PUT /api/v1/session/password": { roles: everybody },
  "GET /api/v1/users": { roles: admin, whole: true },
  "POST /api/v1/users": { roles: admin, whole: true },
  "GET /api/v1/users/:username": { roles: admin, whole: true },
  "PATCH /api/v1/users/:username": { roles: admin, whole: true },
  "DELETE /api/v1/users/:username": { roles: admin, whole: true },
  "GET /api/v1/api-keys": { roles: admin, whole: true },
  "POST /api/v1/api-keys": { roles: admin, whole: true },
  "DELETE /api/v1/api-keys/:id": { roles: admin, whole: true },
  "GET /api/v1/kiosks": { roles: admin, whole: true },
  "POST /api/v1/kiosks": { roles: admin, whole: true },
  "DELETE /api/v1/kiosks/:id": { roles: admin, whole: true },
  "GET /api/v1/settings": { roles: wall },
  "GET /api/v1/boundaries": { roles: wall },
  "GET /api/v1/instructions": { roles: everybody },
  "GET /api/v1/checklists": { roles: everybody },
  "GET /api/v1/audit": { roles: admin, whole: true },
  "GET /api/v1/operators": { roles: wall },
  "GET /api/v1/communes": { roles: wall },
  "GET /api/v1/sites": { roles: wall },
  "GET /api/v1/sites/:site": { roles: wall },
  "GET /api/v1/sites/:site/latest": { roles: everybody },
  "GET /api/v1/sites/:site/visits": { roles: everybody },
  "POST /api/v1/sites/:site/visits": { roles: staff },
  "GET /api/v1/sites/:site/photos": { roles: staff },
  "POST /api/v1/sites/:site/photos": { roles: staff },
  "GET /api/v1/photos/:id": { roles: staff },
  "GET /api/v1/dispatch": { roles: wall },
  "GET /api/v1/nodes": { roles: everybody },
  "GET /api/v1/nodes/:site/:node": { roles: everybody },
  "GET /api/v1/nodes/:site/:node/latest": { roles: everybody },
  "GET /api/v1/links": { roles: wall },
  "GET /api/v1/devices": { roles: staff },
  "POST /api/v1/devices": { roles: admin },
  "POST /api/v1/devices/all": { roles: admin },
  "DELETE /api/v1/devices/:id": { roles: admin },
  "GET /api/v1/devices/:id/commands": { roles: staff },
  "POST /api/v1/devices/:id/commands": { roles: desk },
  "GET /api/v1/metrics": { roles: everybody },
  "GET /api/v1/readings": { roles: everybody },
  "GET /api/v1/readings.csv": { roles: everybody },
  "GET /api/v1/outages.csv": { roles: everybody },
  "GET /api/v1/alarms": { roles: wall },
  "GET /api/v1/alarms/counts": { roles: wall },
  "GET /api/v1/board": { roles: wall },
  "GET /api/v1/board/span": { roles: wall },
  "GET /api/v1/alarm-history": { roles: everybody },
  "GET /api/v1/alarms/:id": { roles: everybody },
  "GET /api/v1/alarms/:id/cause": { roles: everybody },
  "GET /api/v1/alarms/:id/symptoms": { roles: everybody },
  "GET /api/v1/alarms/:id/history": { roles: everybody },
  "POST /api/v1/alarms/:id/acknowledge": { roles: staff },
  "POST /api/v1/alarms/:id/unacknowledge": { roles: desk },
  "POST /api/v1/alarms/:id/assign": { roles: staff },
  "POST /api/v1/alarms/:id/comment": { roles: staff },
  "POST /api/v1/alarms/:id/shelve": { roles: desk },
  "POST /api/v1/alarms/:id/unshelve": { roles: desk },
  "POST /api/v1/alarms/:id/close": { roles: desk },
  "POST /api/v1/alarms/:id/clear": { roles: desk },
  "POST /api/v1/alarms/:id/ticket": { roles: desk },
  "POST /api/v1/alarms/actions": { roles: staff },
  "GET /api/v1/maintenance-windows": { roles: everybody },
  "GET /api/v1/maintenance-windows/:id": { roles: everybody },
  "POST /api/v1/maintenance-windows": { roles: desk },
  "PUT /api/v1/maintenance-windows/:id": { roles: desk },
  "DELETE /api/v1/maintenance-windows/:id": { roles: desk },
  "GET /api/v1/outages": { roles: everybody },
  "GET /api/v1/outages/:id": { roles: everybody },
  "POST /api/v1/outages/:id/correction": { roles: desk },
  "GET /api/v1/availability": { roles: everybody },
  "GET /api/v1/quarantine": { roles: staff },
  "GET /api/v1/notifications": { roles: desk, whole: true },
  "POST /api/v1/notifications/:id/retry": { roles: desk, whole: true },
  "GET /api/v1/channels": { roles: desk, whole: true },
  "POST /api/v1/channels/:name/test": { roles: admin, whole: true },
  "GET /api/v1/inventory": { roles: admin, whole: true },
  "POST /api/v1/inventory/preview": { roles: admin, whole: true },
  "PUT /api/v1/inventory": { roles: admin, whole: true },
  "GET /api/v1/rules": { roles: staff },
  "POST /api/v1/rules/reload": { roles: admin, whole: true },
  "GET /api/v1/rule-files": { roles: admin, whole: true },
  "PUT /api/v1/rule-files/:name": { roles: admin, whole: true },
  "POST /api/v1/rules/check": { roles: admin, whole: true },
  "POST /api/v1/rules/dry-run": { roles: admin, whole: true },
  "GET /api/v1/routing": { roles: desk, whole: true },
  "POST /api/v1/routing/try": { roles: desk, whole: true },
  "GET /api/v1/stream": { roles: wall },
  "GET /tmf-api/alarmManagement/v4/alarm": { roles: everybody },
  "GET /tmf-api/alarmManagement/v4/alarm/:id": { roles: everybody },
  "PATCH /tmf-api/alarmManagement/v4/alarm/:id": { roles: staff },
  "POST /tmf-api/alarmManagement/v4/ackAlarms": { roles: staff },
  "GET /tmf-api/alarmManagement/v4/ackAlarms": { roles: staff },
  "GET /tmf-api/alarmManagement/v4/ackAlarms/:id": { roles: staff },
  "POST /tmf-api/alarmManagement/v4/unAckAlarms": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/unAckAlarms": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/unAckAlarms/:id": { roles: desk },
  "POST /tmf-api/alarmManagement/v4/clearAlarms": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/clearAlarms": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/clearAlarms/:id": { roles: desk },
  "POST /tmf-api/alarmManagement/v4/commentAlarms": { roles: staff },
  "GET /tmf-api/alarmManagement/v4/commentAlarms": { roles: staff },
  "GET /tmf-api/alarmManagement/v4/commentAlarms/:id": { roles: staff },
  "POST /tmf-api/alarmManagement/v4/groupAlarms": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/groupAlarms": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/groupAlarms/:id": { roles: desk },
  "POST /tmf-api/alarmManagement/v4/unGroupAlarms": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/unGroupAlarms": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/unGroupAlarms/:id": { roles: desk },
  "POST /tmf-api/alarmManagement/v4/hub": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/hub": { roles: desk },
  "GET /tmf-api/alarmManagement/v4/hub/:id": { roles: desk },
  "DELETE /tmf-api/alarmManagement/v4/hub/:id": { roles: desk },
};

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const methodOf = (text: string | undefined) => methods.find((method) => method === text) ?? "GET";

describe("every route × role × scope", () => {
  const shared = sharedHouse({ limits: { requestsPerMinuteMax: 1_000_000 } });
  const keys = new Map<string, string>();
  const found: string[] = [];

  beforeAll(async () => {
    for (const role of roles) {
      for (const name of scopeNames)
        keys.set(`${role} ${name}`, await shared.current.key(role, scopes[name]));
    }
    found.push(...shared.current.api.routeNames);
  });

  const ask = (route: string, headers: Record<string, string> = {}) => {
    const [method, url] = route.split(" ");
    const path = (url ?? "")
      .replace(":site", "NOWHERE")
      .replace(":node", "none")
      .replace(":username", "nobody")
      .replace(/alarms\/:id/, `alarms/${"0".repeat(24)}`)
      .replace(/kiosks\/:id/, `kiosks/${"0".repeat(16)}`)
      .replace(/api-keys\/:id/, `api-keys/${"0".repeat(16)}`)
      .replace(":id", "none");
    // A wrong query and body: who gets past the door is told 400 or 404, and nothing is changed.
    const payload = method === "GET" ? {} : { payload: { surprise: true } };
    const query = path === "/api/v1/devices/all" ? "" : "?surprise=1";
    return shared.current.api.inject({
      method: methodOf(method),
      url: `${path}${query}`,
      headers,
      ...payload,
    });
  };

  it("is written down in this test", () => {
    expect([...found].sort()).toEqual([...open, ...Object.keys(rules)].sort());
  });

  it("answers 401 without an identity, and with a wrong one", async () => {
    for (const route of Object.keys(rules)) {
      expect([route, (await ask(route)).statusCode]).toEqual([route, 401]);
      const wrong = await ask(route, bearer(`tck_${"0".repeat(16)}_${"A".repeat(43)}`));
      expect([route, wrong.statusCode]).toEqual([route, 401]);
    }
  });

  it("lets in the roles that are named, with the scope that is asked for, and nobody else", async () => {
    for (const [route, rule] of Object.entries(rules)) {
      if (route.endsWith("/stream")) continue;
      for (const role of roles) {
        for (const name of scopeNames) {
          const { statusCode } = await ask(route, bearer(keys.get(`${role} ${name}`) ?? ""));
          const allowed = rule.roles.includes(role) && (rule.whole === undefined || name === "whole");
          const outcome = statusCode === 403 ? "refused" : "let in";
          expect([route, role, name, outcome, statusCode]).toEqual([
            route,
            role,
            name,
            allowed ? "let in" : "refused",
            statusCode,
          ]);
          expect(statusCode).toBeLessThan(500);
        }
      }
    }
  });
});

describe("a route that does not say who may use it", () => {
  const refuse = (config: RouteOptions["config"]) => () =>
    demandAccess({
      method: "GET",
      url: "/forgotten",
      handler: async () => null,
      ...(config && { config }),
    });

  it.each([
    ["nothing", undefined],
    ["no roles", { roles: [] }],
    ["roles and open", { roles: ["admin"], open: true }],
  ] as const)("is refused when it names %s", (_name, config) => {
    expect(
      refuse(config ? { ...config, ...("roles" in config && { roles: [...config.roles] }) } : undefined),
    ).toThrow(RouteWithoutAccess);
  });

  describe("in the real server", () => {
    const shared = sharedHouse();

    it("stops the start", async () => {
      const server = await buildServer(shared.current.context);
      expect(() => server.get("/forgotten", async () => null)).toThrow(/GET \/forgotten must name the roles/);
      await server.close();
    });
  });
});
