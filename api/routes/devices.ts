import { z } from "zod";
import {
  type DeviceCredential,
  type DeviceRecord,
  DeviceRegistryError,
  makeCredential,
} from "../../inventory/device-registry.ts";
import type { Site } from "../../inventory/model.ts";
import { type DeviceId, deviceId, isCode, type SiteCode } from "../../telemetry/identifiers.ts";
import type { JournalRows } from "../../telemetry/journal.ts";
import { principalOf } from "../access.ts";
import { flagQuery, pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { durably } from "../durable.ts";
import { ApiError, notFound } from "../errors.ts";
import { adminRoles, staffRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { pageByKey } from "../paging.ts";
import { instantView, iso, isoOrNull } from "../views/instant.ts";
import { presenceView, presentPresence } from "../views/site-state.ts";

const deviceView = z.object({
  id: z.string(),
  site: z.string(),
  createdAt: instantView,
  revokedAt: instantView.nullable(),
  presence: presenceView.nullable(),
});

const credentialView = z.object({
  id: z.string(),
  token: z.string().describe("shown this once"),
  site: z.string(),
});

/** A device as answers give it. */
export type DeviceView = z.output<typeof deviceView>;
/** What a new device needs to connect, as the answer gives it this once. */
export type CredentialView = z.output<typeof credentialView>;

const deviceIdInput = z.string().refine(isCode, "not a device id").transform(deviceId);

const presenter =
  ({ alarms }: ApiContext) =>
  ({ id, site, createdAtMs, revokedAtMs }: DeviceRecord) => {
    const presence = alarms.presenceOf(id);
    return {
      id,
      site,
      createdAt: iso(createdAtMs),
      revokedAt: isoOrNull(revokedAtMs),
      presence: presence ? presentPresence(presence) : null,
    };
  };

const listDevices: RouteGroup = (api, context) => {
  const { devices, inventory } = context;
  const querystring = z.strictObject({
    ...pageQuery(context),
    site: z.string().optional(),
    revoked: flagQuery.optional(),
  });
  api.get(
    "/api/v1/devices",
    { config: { roles: staffRoles }, schema: { querystring, response: { 200: pageView(deviceView) } } },
    async (request) => {
      const { site, revoked, ...paging } = request.query;
      const sight = new Sight(principalOf(request).scope, inventory());
      const items = devices
        .list()
        .filter(
          (device) =>
            sight.site(device.site) &&
            (site === undefined || device.site === site) &&
            (revoked === undefined || (device.revokedAtMs !== null) === revoked),
        );
      const page = pageByKey({ list: "devices", items, keyOf: ({ id }) => id, ...paging });
      return { ...page, items: page.items.map(presenter(context)) };
    },
  );
};

/** A tenant sees the site, but the controller there is its owner's. */
const demandOwner = (sight: Sight, site: SiteCode): void => {
  if (!sight.owns(site)) {
    throw new ApiError("scope-refused", { detail: `The owner of site ${site} is outside of your scope` });
  }
};

const refusal = (error: unknown): unknown =>
  error instanceof DeviceRegistryError && error.code === "device-exists"
    ? new ApiError("conflict", { detail: error.message, cause: error })
    : error;

const enter = (context: ApiContext, credential: DeviceCredential, rows: JournalRows, nowMs: number): void => {
  try {
    rows.document.push(context.devices.provision(credential, nowMs));
  } catch (error) {
    throw refusal(error);
  }
};

const shown = ({ id, token, site }: DeviceCredential) => ({ id, token, site });

const idFor = ({ devices, inventory }: ApiContext, site: SiteCode): DeviceId => {
  const planned = inventory()
    .devicesOf(site)
    .find(({ id }) => devices.find(id) === null);
  return planned?.id ?? devices.unusedId(site);
};

const provision: RouteGroup = (api, context) => {
  const { inventory } = context;
  const body = z.strictObject({ site: z.string(), id: deviceIdInput.optional() });
  api.post(
    "/api/v1/devices",
    { config: { roles: adminRoles }, schema: { body, response: { 201: credentialView } } },
    async (request, reply) => {
      const { actor, scope } = principalOf(request);
      const site = inventory().site(request.body.site);
      const sight = new Sight(scope, inventory());
      if (!site || !sight.site(site.code)) throw notFound(`Site ${request.body.site}`);
      demandOwner(sight, site.code);
      const credential = await makeCredential(request.body.id ?? idFor(context, site.code), site.code);
      await durably(context, {
        change: (rows, nowMs) => enter(context, credential, rows, nowMs),
        entry: () => ({
          actor,
          action: "device.provision",
          target: credential.id,
          detail: { site: site.code },
        }),
      });
      return reply.code(201).send(shown(credential));
    },
  );
};

const sitesWithout = ({ devices, inventory }: ApiContext, sight: Sight): Site[] => {
  const equipped = new Set(
    devices
      .list()
      .filter(({ revokedAtMs }) => revokedAtMs === null)
      .map(({ site }) => site),
  );
  return inventory().sites.filter(({ code }) => sight.owns(code) && !equipped.has(code));
};

const provisionAll: RouteGroup = (api, context) => {
  const { devices, inventory } = context;
  api.post(
    "/api/v1/devices/all",
    {
      config: { roles: adminRoles },
      schema: { response: { 201: z.object({ items: z.array(credentialView) }) } },
    },
    async (request, reply) => {
      const { actor, scope } = principalOf(request);
      const sites = sitesWithout(context, new Sight(scope, inventory()));
      const made: DeviceCredential[] = [];
      // One after the other: hashing all at once would fill the thread pool that the disk needs too.
      for (const { code } of sites) made.push(await makeCredential(idFor(context, code), code));
      const entered = await durably(context, {
        change: (rows, nowMs) => {
          // Whoever provisioned one of these in the meantime has the better right.
          const free = made.filter(({ id }) => devices.siteOf(id) === null);
          for (const credential of free) enter(context, credential, rows, nowMs);
          return free;
        },
        entry: (free) => ({
          actor,
          action: "device.provision-all",
          target: "sites without a device",
          detail: { devices: free.map(({ id }) => id) },
        }),
      });
      return reply.code(201).send({ items: entered.map(shown) });
    },
  );
};

/** Devices: which may connect, and for which site. */
export const deviceRoutes: RouteGroup = (api, context) => {
  const { devices, inventory, deviceRevoked } = context;
  listDevices(api, context);
  provision(api, context);
  provisionAll(api, context);
  const params = z.strictObject({ id: deviceIdInput });
  api.delete(
    "/api/v1/devices/:id",
    { config: { roles: adminRoles }, schema: { params, response: { 204: z.void() } } },
    async (request, reply) => {
      const { actor, scope } = principalOf(request);
      const { id } = request.params;
      const site = devices.siteOf(id);
      const sight = new Sight(scope, inventory());
      if (site === null || !sight.site(site)) throw notFound(`Device ${id}`);
      demandOwner(sight, site);
      await durably(context, {
        change: (rows, nowMs) => {
          if (devices.siteOf(id) === null) throw notFound(`Device ${id}`);
          rows.document.push(devices.revoke(id, nowMs));
        },
        entry: () => ({ actor, action: "device.revoke", target: id, detail: { site } }),
      });
      deviceRevoked(id);
      return reply.code(204).send();
    },
  );
};
